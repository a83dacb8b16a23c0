import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.jar.JarFile;

/**
 * A stand-in for the command line of a JDK with Warp: an agent in a stock JVM. It checkpoints nothing. Told to checkpoint, it
 * writes down how the service was started and dies as such a JVM would; a restore starts the service anew from that.
 * `STAND_IN_FAULT` makes the restore fail the way a real one can.
 */
public final class WarpStandIn {

    private static final String ENGINE = "-XX:CRaCEngine=";
    private static final String CHECKPOINT_TO = "-XX:CRaCCheckpointTo=";
    private static final String RESTORE_FROM = "-XX:CRaCRestoreFrom=";
    private static final String IMAGE = "core.img";

    /** Each JVM of this JDK begins here, before its launcher looks for a main class. */
    public static void premain(String arguments) throws Exception {
        Optional<Path> image = option(RESTORE_FROM).map(folder -> Path.of(folder, IMAGE));
        if ((image.isPresent() || option(CHECKPOINT_TO).isPresent()) && !option(ENGINE).equals(Optional.of("warp"))) {
            fail("the stand-in is of the engine warp");
        }
        if (image.isPresent()) {
            restore(image.get());
        }
    }

    /** `jcmd` loads the agent into the running JVM. */
    public static void agentmain(String arguments) throws Exception {
        Path folder = Path.of(option(CHECKPOINT_TO).orElseThrow());
        var image = new Properties();
        image.setProperty("command", System.getProperty("sun.java.command"));
        image.setProperty("class.path", System.getProperty("java.class.path"));
        try (var out = Files.newOutputStream(folder.resolve(IMAGE))) {
            image.store(out, "a stand-in's image");
        }
        System.out.println("warp: Checkpoint successful!");
        System.out.flush();
        new ProcessBuilder("/bin/sh", "-c", "kill -KILL " + ProcessHandle.current().pid()).start().waitFor();
    }

    private static void restore(Path file) throws Exception {
        switch (Map.of("cpu", 1, "hang", 2).getOrDefault(faultOfRestore(), 0)) {
            case 1 -> fail("[crac] Restore failed due to incompatible or missing CPU features, "
                    + "try using -XX:CPUFeatures=0x21421801fcfbd7,0x3e6 on checkpoint.");
            case 2 -> Thread.sleep(Long.MAX_VALUE);
            default -> System.out.println("warp: Restore successful!");
        }
        var image = new Properties();
        try (var in = Files.newInputStream(file)) {
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

    private static String faultOfRestore() {
        return Optional.ofNullable(System.getenv("STAND_IN_FAULT")).orElse("").replaceFirst("^restore-", "");
    }

    private static void fail(String text) {
        System.err.println(text);
        System.err.println("Error: Could not create the Java Virtual Machine.");
        Runtime.getRuntime().halt(1);
    }

    private static Optional<String> option(String prefix) {
        return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith(prefix))
                .map(argument -> argument.substring(prefix.length()))
                .reduce((first, last) -> last);
    }

    private WarpStandIn() {
    }
}
