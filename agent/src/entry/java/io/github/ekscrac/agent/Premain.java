package io.github.ekscrac.agent;

import java.io.File;
import java.io.FileWriter;
import java.io.IOException;
import java.io.Writer;
import java.lang.instrument.Instrumentation;

/**
 * The agent's entry point, compiled for Java 8: on an old JVM it reports what is wrong, where newer bytecode would end
 * in an UnsupportedClassVersionError.
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

    /**
     * Does what {@code Agent} does about a refusal, without the agent's other classes: an old JVM cannot load them, so
     * the options are not parsed.
     */
    static void refuse(String version, String directory) {
        String message =
                "the Java agent needs Java 17 or newer, this is " + version + ": base the image on a newer JDK";
        System.err.println("eks-crac: jdk-too-old: " + message + "; the service runs without the Java agent");
        try (Writer refused = new FileWriter(new File(directory, "refused"))) {
            refused.write("{\"state\":\"refused\",\"code\":\"jdk-too-old\",\"message\":\"" + message + "\"}\n");
        } catch (IOException e) {
            // The refusal was printed to standard error.
        }
    }
}
