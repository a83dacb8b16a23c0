package standin;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Properties and variables that the restoring JVM hands over to the restored one, in shared memory. */
final class PodValues {

    static void hand(String id) throws IOException {
        List<String> lines = new ArrayList<>();
        for (String option : Options.all()) {
            if (option.startsWith("-D")) lines.add(option);
        }
        System.getenv().forEach((name, value) -> lines.add("E" + name + "=" + value));
        Files.writeString(file(id), String.join("\0", lines));
    }

    static void take(int id) {
        try {
            Path file = file(String.valueOf(id));
            String text = Files.readString(file);
            Files.delete(file);
            for (String line : text.split("\0")) {
                String[] parts = line.substring(line.startsWith("-D") ? 2 : 1).split("=", 2);
                String value = parts.length < 2 ? "" : parts[1];
                if (line.startsWith("-D")) System.setProperty(parts[0], value);
                else putVariable(parts[0], value);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** New and changed ones: the others keep their captured value. */
    @SuppressWarnings("unchecked")
    static void putVariable(String name, String value) {
        try {
            var field = Class.forName("java.lang.ProcessEnvironment").getDeclaredField("theEnvironment");
            field.setAccessible(true);
            ((Map<Object, Object>) field.get(null)).put(part("Variable", name), part("Value", value));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Object part(String kind, String text) throws ReflectiveOperationException {
        var method = Class.forName("java.lang.ProcessEnvironment$" + kind).getMethod("valueOf", byte[].class);
        method.setAccessible(true);
        return method.invoke(null, (Object) text.getBytes(StandardCharsets.UTF_8));
    }

    private static Path file(String id) {
        return Path.of("/dev/shm", "crac_" + id);
    }

    private PodValues() {
    }
}
