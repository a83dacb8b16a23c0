package io.github.ekscrac.coordinator;

import java.lang.instrument.Instrumentation;

/** The agent's entry point, bytecode for Java 8: an old JVM shall say what is wrong, not UnsupportedClassVersionError. */
public final class Premain {
    private Premain() {}

    public static void premain(String arguments, Instrumentation instrumentation) {
        double version = Double.parseDouble(System.getProperty("java.specification.version"));
        if (version < 17) {
            System.err.println("eks-crac: jdk-too-old: the coordinator needs Java 17 or newer, this is " + version
                + "; the service runs without it");
            return;
        }
        try {
            Class.forName("io.github.ekscrac.coordinator.Agent")
                .getMethod("start", String.class, Instrumentation.class)
                .invoke(null, arguments, instrumentation);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
