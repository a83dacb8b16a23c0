package io.github.ekscrac.agent;

import java.io.File;
import java.lang.reflect.InvocationTargetException;
import java.net.URISyntaxException;
import java.util.Arrays;

/**
 * Finds instances and references in the heap, through the JVM Tool Interface (JVMTI). The native library is beside the
 * agent's jar, and is loaded when a checkpoint is prepared; a restored process does not need it. Where it cannot be
 * loaded, nothing is found, and the warning {@code heap-unread} is reported.
 */
final class HeapWalker implements AutoCloseable {
    private static final String LIBRARY = "libagent.so";
    private static final int PAIRS = 1 << 15;
    static final int ROOT = -1;
    static final int NONE = -2;

    private final boolean open;

    private HeapWalker(boolean open) {
        this.open = open;
    }

    static HeapWalker open(JdkInternals internals, Report report) {
        return new HeapWalker(load(internals, report) && connect());
    }

    /** One that finds nothing. */
    static HeapWalker empty() {
        return new HeapWalker(false);
    }

    /** Instances of a class and its subclasses, some unreachable ones among them; none when the heap cannot be read. */
    Object[] instances(Class<?> type) {
        return open ? find(type) : new Object[0];
    }

    /** Makes nodes of the objects, numbered from 0. */
    void nodes(Object[] objects) {
        if (open) number(objects);
    }

    /**
     * Finds what refers to the nodes from {@code first} up to {@code nodes}: returns the nodes that this adds, and
     * fills pairs of child and parent.
     */
    Object[] referrers(int first, int nodes, int[] pairs) {
        Arrays.fill(pairs, NONE);
        return open ? follow(first, nodes, pairs) : new Object[0];
    }

    static int[] pairs() {
        return new int[PAIRS];
    }

    @Override
    public void close() {
        if (open) dispose();
    }

    /**
     * Since JDK 24 {@code Runtime.load} is a restricted method that prints a warning; the method that it calls is not.
     */
    private static boolean load(JdkInternals internals, Report report) {
        try {
            File jar = new File(HeapWalker.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            File library = new File(jar.getParentFile(), LIBRARY);
            internals
                    .method(Runtime.class, "load0", Class.class, String.class)
                    .invoke(Runtime.getRuntime(), HeapWalker.class, library.getPath());
            return true;
        } catch (InvocationTargetException e) {
            report.warn(unread(e.getCause()));
        } catch (ReflectiveOperationException | URISyntaxException | RuntimeException e) {
            report.warn(unread(e));
        }
        return false;
    }

    private static Warning unread(Throwable e) {
        return new Warning(
                "heap-unread", "cannot search the heap of this JVM for generators that the service holds: " + e);
    }

    private static native boolean connect();

    private static native void dispose();

    private static native Object[] find(Class<?> type);

    private static native void number(Object[] objects);

    private static native Object[] follow(int first, int nodes, int[] pairs);
}
