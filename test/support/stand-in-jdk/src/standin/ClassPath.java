package standin;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.jar.JarFile;

/** The jars of the class path, and those that their manifests name: a JDK with CRaC expects them at the restore. */
final class ClassPath {

    static Set<String> jars() {
        Set<String> jars = new HashSet<>();
        for (String entry : System.getProperty("java.class.path").split(":")) {
            Path jar = Path.of(entry).toAbsolutePath().normalize();
            if (!Files.isRegularFile(jar)) continue;
            jars.add(jar.toString());
            for (String named : named(jar)) jars.add(jar.resolveSibling(named).normalize().toString());
        }
        return jars;
    }

    private static String[] named(Path jar) {
        try (var file = new JarFile(jar.toFile())) {
            String value = file.getManifest() == null ? null : file.getManifest().getMainAttributes().getValue("Class-Path");
            return value == null ? new String[0] : value.trim().split("\\s+");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ClassPath() {
    }
}
