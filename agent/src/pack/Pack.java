import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.ZipEntry;

/**
 * Makes the agent's jar: java Pack.java CLASSES JAR. Class files have most of their strings in common, so all but the
 * entry point and the class that defines the others are compressed as one stream: as single files, they would take half
 * as much space again. The stream begins with the classes for the boot class loader. The same classes give the same
 * bytes.
 */
public final class Pack {
    private static final String ENTRY = "io.github.ekscrac.agent.Premain";
    private static final List<String> PLAIN = List.of(ENTRY, "io.github.ekscrac.agent.ClassUnpacker");
    /** What org.crac looks up. */
    private static final String API = "io.github.ekscrac.crac.";

    private static final FileTime TIME = FileTime.from(Instant.parse("2026-01-01T00:00:00Z"));

    private Pack() {}

    public static void main(String[] arguments) throws IOException, ReflectiveOperationException {
        Path classes = Path.of(arguments[0]);
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().putValue("Premain-Class", ENTRY);
        try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(Path.of(arguments[1])))) {
            jar.setLevel(Deflater.BEST_COMPRESSION);
            jar.putNextEntry(entry("META-INF/MANIFEST.MF"));
            manifest.write(jar);
            for (String name : PLAIN) {
                jar.putNextEntry(entry(file(name)));
                jar.write(Files.readAllBytes(classes.resolve(file(name))));
            }
            jar.putNextEntry(entry("io/github/ekscrac/agent/classes"));
            jar.write(stream(classes));
        }
    }

    private static byte[] stream(Path classes) throws IOException, ReflectiveOperationException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Set<String> names = ordered(classes);
        try (DataOutputStream out =
                new DataOutputStream(new DeflaterOutputStream(bytes, new Deflater(Deflater.BEST_COMPRESSION)))) {
            write(
                    out,
                    classes,
                    names.stream().filter(name -> name.startsWith(API)).toList());
            write(
                    out,
                    classes,
                    names.stream().filter(name -> !name.startsWith(API)).toList());
        }
        return bytes.toByteArray();
    }

    private static void write(DataOutputStream out, Path classes, List<String> names) throws IOException {
        out.writeInt(names.size());
        for (String name : names) {
            byte[] file = Files.readAllBytes(classes.resolve(file(name)));
            out.writeInt(file.length);
            out.write(file);
        }
    }

    /** By name, but after the classes and interfaces that a class extends or implements. */
    private static Set<String> ordered(Path classes) throws IOException, ReflectiveOperationException {
        Set<String> ordered = new LinkedHashSet<>();
        try (URLClassLoader loader =
                        new URLClassLoader(new URL[] {classes.toUri().toURL()}, null);
                Stream<Path> files = Files.walk(classes)) {
            List<String> names = files.map(file -> classes.relativize(file).toString())
                    .filter(file -> file.endsWith(".class"))
                    .map(file ->
                            file.substring(0, file.length() - ".class".length()).replace('/', '.'))
                    .sorted()
                    .toList();
            for (String name : names) add(Class.forName(name, false, loader), loader, ordered);
        }
        PLAIN.forEach(ordered::remove);
        return ordered;
    }

    private static void add(Class<?> type, ClassLoader loader, Set<String> ordered) {
        if (type == null || type.getClassLoader() != loader) return;
        add(type.getSuperclass(), loader, ordered);
        for (Class<?> one : type.getInterfaces()) add(one, loader, ordered);
        ordered.add(type.getName());
    }

    private static String file(String name) {
        return name.replace('.', '/') + ".class";
    }

    private static ZipEntry entry(String name) {
        ZipEntry entry = new ZipEntry(name);
        entry.setLastModifiedTime(TIME);
        return entry;
    }
}
