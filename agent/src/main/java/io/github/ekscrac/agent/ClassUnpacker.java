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
 * Defines the agent's other classes, which are one stream in its jar (see Pack): those that org.crac looks up in the
 * boot class loader, which any class loader may reach, the others in the class loader of this class. They are not a jar
 * on the boot class path, because the JVM would print a warning, and keep the file open in every checkpoint.
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
        Class<?> type = Class.forName("jdk.internal.misc.Unsafe");
        Object unsafe = type.getMethod("getUnsafe").invoke(null);
        Method define = type.getMethod(
                "defineClass",
                String.class,
                byte[].class,
                int.class,
                int.class,
                ClassLoader.class,
                ProtectionDomain.class);
        ProtectionDomain own = ClassUnpacker.class.getProtectionDomain();
        try (DataInputStream stream =
                new DataInputStream(new InflaterInputStream(ClassUnpacker.class.getResourceAsStream(STREAM)))) {
            defineAll(stream, define, unsafe, null, null);
            defineAll(stream, define, unsafe, ClassUnpacker.class.getClassLoader(), own);
        }
    }

    private static void defineAll(
            DataInputStream stream, Method define, Object unsafe, ClassLoader loader, ProtectionDomain domain)
            throws IOException, ReflectiveOperationException {
        for (int left = stream.readInt(); left > 0; left--) {
            byte[] file = stream.readNBytes(stream.readInt());
            define.invoke(unsafe, null, file, 0, file.length, loader, domain);
        }
    }

    /** Exports jdk.internal.misc to the agent alone. */
    private static void open(Instrumentation instrumentation) {
        Map<String, Set<Module>> packages = Map.of("jdk.internal.misc", Set.of(ClassUnpacker.class.getModule()));
        instrumentation.redefineModule(Object.class.getModule(), Set.of(), packages, Map.of(), Set.of(), Map.of());
    }
}
