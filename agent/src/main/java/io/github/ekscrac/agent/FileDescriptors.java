package io.github.ekscrac.agent;

import java.io.File;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The descriptors that are open at the checkpoint: listed in the report, and kept, closed or reopened as the policies
 * say, unless one of them fails the checkpoint.
 */
final class FileDescriptors {
    private static final int ROUNDS = 20;
    private static final int ROUND_MS = 50;

    record Open(int number, String kind, String name, boolean connected) {
        String[] names() {
            return name.split(" -> ");
        }

        /** Whether both ends are in this process: nothing outside it loses the connection. */
        boolean isToItself(List<Open> all) {
            String[] ends = names();
            String reverse = ends[ends.length - 1] + " -> " + ends[0];
            for (Open other : all) {
                if (other.kind.equals(kind) && other.name.equals(reverse)) return true;
            }
            return false;
        }
    }

    private final File policyFile;
    private final JdkInternals internals;
    private final List<Open> reopened = new ArrayList<>();

    FileDescriptors(File policyFile, JdkInternals internals) {
        this.policyFile = policyFile;
        this.internals = internals;
    }

    /** Allows a second for connections that are about to close, such as those of the last warm-up requests. */
    List<Object> applyPolicies(Report report) throws IOException {
        DescriptorPolicies policies = new DescriptorPolicies(policyFile);
        List<Open> all = list();
        for (int round = 0; round < ROUNDS && !failing(all, policies).isEmpty(); round++) {
            pause();
            all = list();
        }
        List<Open> failing = failing(all, policies);
        List<Object> described = describe(all, policies);
        if (!failing.isEmpty()) {
            report.put("descriptors", described);
            throw new RefusalException(
                    "descriptor-open",
                    "connected at the checkpoint: " + text(failing)
                            + "; let a hook close it (org.crac), or checkpoint.descriptors: "
                            + new OfferedRules(all).of(failing));
        }
        for (Open open : all) apply(open, policies.of(open, all));
        return described;
    }

    private static List<Open> failing(List<Open> all, DescriptorPolicies policies) {
        List<Open> failing = new ArrayList<>();
        for (Open open : all) {
            if (policies.of(open, all) == DescriptorPolicies.Action.FAIL) failing.add(open);
        }
        return failing;
    }

    private static List<Object> describe(List<Open> all, DescriptorPolicies policies) {
        List<Object> described = new ArrayList<>();
        for (Open open : all) {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("fd", open.number());
            entry.put("kind", open.kind());
            entry.put("name", open.name());
            entry.put("policy", policies.of(open, all).name().toLowerCase());
            described.add(entry);
        }
        return described;
    }

    /**
     * CRIU closes a connection at the restore. The number of a file must stay in use, because its Java object still has
     * it.
     */
    private void apply(Open open, DescriptorPolicies.Action action) throws IOException {
        boolean file = open.kind().equals("file");
        if (action == DescriptorPolicies.Action.REOPEN && !file) {
            throw new RefusalException(
                    "policy-unknown", "only files can be reopened, not " + open.kind() + " " + open.name());
        }
        if (action == DescriptorPolicies.Action.REOPEN) reopened.add(open);
        if (file && (action == DescriptorPolicies.Action.REOPEN || action == DescriptorPolicies.Action.CLOSE)) {
            redirectToNull(open);
        }
    }

    /** A log file continues at its end, in whatever file has its path now. */
    void reopen(Report report) {
        for (Open open : reopened) {
            Path path = Path.of(open.name());
            boolean readOnly = Files.exists(path) && !Files.isWritable(path);
            try {
                if (readOnly) {
                    try (FileInputStream in = new FileInputStream(open.name())) {
                        replace(open.number(), in.getFD());
                    }
                } else {
                    try (FileOutputStream out = new FileOutputStream(open.name(), true)) {
                        replace(open.number(), out.getFD());
                    }
                }
            } catch (IOException e) {
                report.warn(new Warning("reopen-failed", "cannot reopen " + open.name() + ": " + e));
            }
        }
    }

    private void redirectToNull(Open open) throws IOException {
        try (RandomAccessFile nothing = new RandomAccessFile("/dev/null", "rw")) {
            replace(open.number(), nothing.getFD());
        }
    }

    /** dup2 keeps the number. The JDK offers it only to the class for inherited channels. */
    private void replace(int number, FileDescriptor other) throws IOException {
        try {
            Class<?> owner = Class.forName("sun.nio.ch.InheritedChannel");
            int otherNumber = internals.field(FileDescriptor.class, "fd").getInt(other);
            internals.method(owner, "dup2", int.class, int.class).invoke(null, otherNumber, number);
        } catch (ReflectiveOperationException e) {
            throw new IOException(e);
        }
    }

    private static List<Open> list() {
        SocketTables sockets = new SocketTables();
        List<Open> all = new ArrayList<>();
        String[] numbers = new File("/proc/self/fd").list();
        for (String number : numbers == null ? new String[0] : numbers) {
            try {
                Path link = Path.of("/proc/self/fd", number);
                all.add(open(
                        Integer.parseInt(number), Files.readSymbolicLink(link).toString(), link, sockets));
            } catch (IOException e) {
                // The descriptor of the listing itself, which is closed.
            }
        }
        all.sort((a, b) -> a.number() - b.number());
        return all;
    }

    private static Open open(int number, String target, Path link, SocketTables sockets) {
        if (target.startsWith("socket:[")) return sockets.of(number, target.substring(8, target.length() - 1));
        if (target.startsWith("pipe:")) return new Open(number, "pipe", target, false);
        if (!target.startsWith("/")) return new Open(number, "kernel", target, false);
        String kind = Files.isRegularFile(link) ? "file" : Files.isDirectory(link) ? "directory" : "device";
        return new Open(number, kind, target, false);
    }

    private static void pause() {
        try {
            Thread.sleep(ROUND_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String text(List<Open> open) {
        List<String> texts = new ArrayList<>();
        for (Open one : open) texts.add(one.kind() + " " + one.name());
        return String.join(", ", texts);
    }
}
