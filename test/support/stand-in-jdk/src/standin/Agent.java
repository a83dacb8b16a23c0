package standin;

import java.nio.file.Path;
import java.util.Optional;

/**
 * A stand-in for the command line of a JDK that checkpoints itself: an agent in a stock JVM. {@code STAND_IN_FAULT} makes
 * it fail the way a real one can.
 */
public final class Agent {

    /** Each JVM of this JDK begins here, before its launcher looks for a main class. */
    public static void premain(String arguments) throws Exception {
        Optional<String> image = Options.value(Options.RESTORE_FROM);
        if (image.isEmpty()) return;
        Optional<String> option = Options.notSettable();
        if (option.isPresent()) {
            fail("VM option '%s' is not restore-settable and is not available on restore"
                    .formatted(option.get().replaceFirst("^-XX:[+-]?([^=]*).*", "$1")));
        }
        switch (Options.fault()) {
            case "restore-cpu" -> fail("[crac] Restore failed due to incompatible or missing CPU features, "
                    + "try using -XX:CPUFeatures=0x21421801fcfbd7,0x3e6 on checkpoint.");
            case "restore-build-id" -> fail("warp: error: /opt/crac-jdk/lib/server/libjvm.so: validation failed");
            case "restore-hang" -> Thread.sleep(Long.MAX_VALUE);
            default -> restore(Path.of(image.get()));
        }
    }

    /** `jcmd` loads the agent into the running JVM. */
    public static void agentmain(String arguments) {
        new Thread(Requested::take, "checkpoint").start();
    }

    private static void restore(Path image) throws Exception {
        switch (Options.engine()) {
            case WARP -> Warp.restore(image);
            case CRIU -> Criu.restore(image);
            case OPENJ9 -> fail("the stand-in for OpenJ9 restores nothing: `criu restore` does");
        }
    }

    private static void fail(String text) {
        System.err.println(text);
        System.err.println("Error: Could not create the Java Virtual Machine.");
        System.err.flush();
        Runtime.getRuntime().halt(1);
    }

    private Agent() {
    }
}
