package io.github.ekscrac.agent;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Gives {@code System.getenv} and new child processes what differs between the container of the capture and the pod.
 * What a start script has set or changed stays, as it would be the same there. Both maps of the JDK share one storage,
 * reached through the view's own {@code put} and {@code remove}; only differences are touched, because other threads
 * may read.
 */
final class Environment {
    /** Set by shells that start a JVM, not by the container runtime: their absence means nothing. */
    private static final Set<String> SHELLS = Set.of("PWD", "OLDPWD", "SHLVL", "_");

    private static final String SEPARATOR = "\0";

    private final Map<String, String> storage;
    private final Charset charset;
    /** The variables of the container at capture; what the JVM had where they are unknown. */
    private final Map<String, String> captured;

    /** @param file what {@code capture} has written, if it has */
    @SuppressWarnings("unchecked")
    Environment(JdkInternals internals, File file) throws ReflectiveOperationException, IOException {
        Map<String, String> readOnly = System.getenv();
        storage =
                (Map<String, String>) internals.field(readOnly.getClass(), "m").get(readOnly);
        charset = Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"));
        captured = file.exists() ? parse(Files.readAllBytes(file.toPath())) : copy();
    }

    Map<String, String> copy() {
        return new HashMap<>(storage);
    }

    /** Takes {@code NAME=VALUE\0…}, as in /proc/PID/environ. */
    void replace(byte[] block) {
        Map<String, String> given = parse(block);
        for (Map.Entry<String, String> variable : given.entrySet()) {
            String name = variable.getKey();
            String value = variable.getValue();
            if (!value.equals(captured.get(name)) && !value.equals(storage.get(name))) storage.put(name, value);
        }
        for (String name : captured.keySet()) {
            if (!given.containsKey(name) && !SHELLS.contains(name)) storage.remove(name);
        }
    }

    private Map<String, String> parse(byte[] block) {
        Map<String, String> variables = new HashMap<>();
        for (String entry : new String(block, charset).split(SEPARATOR)) {
            // A name may begin with '=', never be empty.
            int end = entry.indexOf('=', 1);
            if (end >= 0) variables.put(entry.substring(0, end), entry.substring(end + 1));
        }
        return variables;
    }

    byte[] block() {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        for (Map.Entry<String, String> entry : storage.entrySet()) {
            block.writeBytes((entry.getKey() + '=' + entry.getValue() + SEPARATOR).getBytes(charset));
        }
        return block.toByteArray();
    }
}
