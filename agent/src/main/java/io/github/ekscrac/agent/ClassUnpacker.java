package io.github.ekscrac.agent;

import java.io.DataInputStream;
import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.lang.reflect.Method;
import java.security.ProtectionDomain;
import java.util.Map;
import java.util.Set;
import java.util.zip.InflaterInputStream;

/**
 * Defines the agent's other classes, which are one stream in its jar (see Pack), in the class loader of this class.
 * Lookup.defineClass would not do: it links each class, and so needs those that are not defined yet.
 */
public final class ClassUnpacker {
    private static final String STREAM = "classes";

    private static boolean done;

    private ClassUnpacker() {}

    public static void start(String arguments, Instrumentation instrumentation)
            throws IOException, ReflectiveOperationException {
        if (!done) define(instrumentation);
        done = true; // an agent that is given twice refuses to start again
        Agent.start(arguments, instrumentation);
    }

    private static void define(Instrumentation instrumentation) throws IOException, ReflectiveOperationException {
        open(instrumentation);
        Method define = ClassLoader.class.getDeclaredMethod(
                "defineClass", String.class, byte[].class, int.class, int.class, ProtectionDomain.class);
        define.setAccessible(true);
        try (DataInputStream stream =
                new DataInputStream(new InflaterInputStream(ClassUnpacker.class.getResourceAsStream(STREAM)))) {
            for (int left = stream.readInt(); left > 0; left--) {
                byte[] file = stream.readNBytes(stream.readInt());
                define.invoke(
                        ClassUnpacker.class.getClassLoader(),
                        null,
                        file,
                        0,
                        file.length,
                        ClassUnpacker.class.getProtectionDomain());
            }
        }
    }

    /** Opens java.lang to the agent alone. */
    private static void open(Instrumentation instrumentation) {
        Map<String, Set<Module>> packages = Map.of("java.lang", Set.of(ClassUnpacker.class.getModule()));
        instrumentation.redefineModule(Object.class.getModule(), Set.of(), Map.of(), packages, Set.of(), Map.of());
    }
}
