package io.github.ekscrac.agent;

import java.io.File;
import java.io.FileWriter;
import java.io.IOException;
import java.io.Writer;
import java.lang.instrument.Instrumentation;

/**
 * The agent's entry point, bytecode for Java 8: an old JVM shall say what is wrong, not UnsupportedClassVersionError.
 */
public final class Premain {
    private static final int OLDEST = 17;

    private Premain() {}

    public static void premain(String arguments, Instrumentation instrumentation) {
        String version = System.getProperty("java.specification.version");
        if (Double.parseDouble(version) < OLDEST) {
            refuse(version, "/opt/eks-crac/checkpoint");
            return;
        }
        try {
            Class.forName("io.github.ekscrac.agent.ClassUnpacker")
                    .getMethod("start", String.class, Instrumentation.class)
                    .invoke(null, arguments, instrumentation);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** As `Agent` does, with nothing but what this class has; options are not read here. */
    static void refuse(String version, String directory) {
        String message =
                "the Java agent needs Java 17 or newer, this is " + version + ": base the image on a newer JDK";
        System.err.println("eks-crac: jdk-too-old: " + message + "; the service runs without the Java agent");
        try (Writer refused = new FileWriter(new File(directory, "refused"))) {
            refused.write("{\"state\":\"refused\",\"code\":\"jdk-too-old\",\"message\":\"" + message + "\"}\n");
        } catch (IOException e) {
            // It stands on standard error already.
        }
    }
}
