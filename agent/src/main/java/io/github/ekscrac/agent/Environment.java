package io.github.ekscrac.agent;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Replaces what {@code System.getenv} and new child processes see. Both maps of the JDK share one storage, reached
 * through the view's own {@code put} and {@code remove}; only differences are touched, because other threads may read.
 */
final class Environment {
    /** Set by shells that start a JVM, not by the container runtime: their absence means nothing. */
    private static final Set<String> SHELLS = Set.of("PWD", "OLDPWD", "SHLVL", "_");

    private static final String SEPARATOR = "\0";

    private final Map<String, String> storage;
    private final Charset charset;

    @SuppressWarnings("unchecked")
    Environment(JdkInternals internals) throws ReflectiveOperationException {
        Map<String, String> readOnly = System.getenv();
        storage =
                (Map<String, String>) internals.field(readOnly.getClass(), "m").get(readOnly);
        charset = Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"));
    }

    Map<String, String> copy() {
        return new HashMap<>(storage);
    }

    /** Takes {@code NAME=VALUE\0…}, as in /proc/PID/environ. */
    void replace(byte[] block) {
        Set<String> vanished = new HashSet<>(storage.keySet());
        vanished.removeAll(SHELLS);
        for (String entry : new String(block, charset).split(SEPARATOR)) {
            // A name may begin with '=', never be empty.
            int end = entry.indexOf('=', 1);
            if (end < 0) continue;
            String name = entry.substring(0, end);
            String value = entry.substring(end + 1);
            vanished.remove(name);
            if (!value.equals(storage.get(name))) storage.put(name, value);
        }
        for (String name : vanished) storage.remove(name);
    }

    byte[] block() {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        for (Map.Entry<String, String> entry : storage.entrySet()) {
            block.writeBytes((entry.getKey() + '=' + entry.getValue() + SEPARATOR).getBytes(charset));
        }
        return block.toByteArray();
    }
}
