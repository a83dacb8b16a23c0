package standin;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.jar.JarFile;

/**
 * Warp checkpoints nothing here: it writes down how the service was started and dies as such a JVM would; a restore starts
 * the service from that.
 */
final class Warp {
    private static final String IMAGE = "core.img";

    static void checkpoint(String folder) {
        var image = new Properties();
        image.setProperty("command", System.getProperty("sun.java.command"));
        image.setProperty("class.path", System.getProperty("java.class.path"));
        try (var out = Files.newOutputStream(Path.of(folder, IMAGE))) {
            image.store(out, "a stand-in's image");
            System.out.println("warp: Checkpoint successful!");
            System.out.flush();
            new ProcessBuilder("/bin/sh", "-c", "kill -KILL " + ProcessHandle.current().pid()).start().waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    static void restore(Path folder) throws Exception {
        System.out.println("warp: Restore successful!");
        var image = new Properties();
        try (var in = Files.newInputStream(folder.resolve(IMAGE))) {
            image.load(in);
        }
        start(image.getProperty("command").split(" "), image.getProperty("class.path").split(":"));
        // No main class was given to the launcher, which would end now.
        Thread.currentThread().join();
    }

    private static void start(String[] command, String[] classPath) throws Exception {
        List<URL> urls = new ArrayList<>();
        for (String part : classPath) {
            urls.add(Path.of(part).toUri().toURL());
        }
        var loader = new URLClassLoader(urls.toArray(URL[]::new));
        String name = command[0].endsWith(".jar") ? mainClass(command[0]) : command[0];
        var main = loader.loadClass(name).getMethod("main", String[].class);
        Thread service = new Thread(() -> {
            try {
                main.invoke(null, (Object) Arrays.copyOfRange(command, 1, command.length));
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(e);
            }
        }, "restored");
        service.setContextClassLoader(loader);
        service.start();
    }

    private static String mainClass(String jar) throws IOException {
        try (var file = new JarFile(jar)) {
            return file.getManifest().getMainAttributes().getValue("Main-Class");
        }
    }

    private Warp() {
    }
}
