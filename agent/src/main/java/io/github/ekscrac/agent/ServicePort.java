package io.github.ekscrac.agent;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/**
 * The port at which the stage reaches the service. A launcher that is a JVM too starts before the JVM of the service,
 * so the agent works in the launcher alone: its copies would be released with the capture's environment and random
 * state.
 */
final class ServicePort {
    private static final String[] NONE = {};

    private ServicePort() {}

    /** Throws when another JVM listens on the port, and this one does not. */
    static void requireOwn(File file) throws IOException {
        if (!file.exists()) return;
        int port = Integer.parseInt(Files.readString(file.toPath()).trim());
        Set<String> sockets = new SocketTables().listeningOn(port);
        if (sockets.isEmpty() || holds("self", sockets)) return;
        for (String process : list(new File("/proc"))) {
            if (process.matches("\\d+") && isJvm(process) && holds(process, sockets)) throw refusal(port, process);
        }
    }

    private static boolean isJvm(String process) {
        return target(Path.of("/proc", process, "exe")).endsWith("/java");
    }

    private static boolean holds(String process, Set<String> sockets) {
        for (String descriptor : list(new File("/proc/" + process + "/fd"))) {
            String open = target(Path.of("/proc", process, "fd", descriptor));
            if (open.startsWith("socket:[") && sockets.contains(open.substring(8, open.length() - 1))) return true;
        }
        return false;
    }

    private static String[] list(File directory) {
        String[] names = directory.list();
        return names == null ? NONE : names;
    }

    /** Empty for a process or descriptor that has ended, or is another user's. */
    private static String target(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException e) {
            return "";
        }
    }

    private static RefusalException refusal(int port, String process) {
        return new RefusalException(
                "launcher-jvm",
                "the agent works in the JVM with process id " + ExchangeDirectory.ownPid()
                        + ", but the one with process id "
                        + process + " listens on the port " + port + " of the service: start that JVM without"
                        + " another one before it, or end the launcher before that JVM starts");
    }
}
