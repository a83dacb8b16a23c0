package io.github.ekscrac.agent;

import java.io.File;
import java.lang.reflect.InvocationTargetException;
import java.net.URISyntaxException;
import java.util.Arrays;

/**
 * What lives in the heap, which only the JVM's tool interface (JVMTI) can tell. Its library lies beside the agent's
 * jar, and is loaded when a checkpoint is prepared; a restored process needs it no more. Where it cannot be loaded
 * every heap looks empty, and {@code heap-unread} says so.
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

    static HeapWalker read(JdkInternals internals, Report report) {
        return new HeapWalker(load(internals, report) && open());
    }

    /** One that looks empty. */
    static HeapWalker unread() {
        return new HeapWalker(false);
    }

    /** Instances of a class and its subclasses, of dead ones some; empty when the heap cannot be read. */
    Object[] instances(Class<?> type) {
        return open ? find(type) : new Object[0];
    }

    /** Makes nodes of objects, numbered from 0. */
    void nodes(Object[] objects) {
        if (open) number(objects);
    }

    /**
     * Who refers to the nodes from {@code first} up to {@code nodes}: answers the nodes that this adds, and fills pairs
     * of child and parent.
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

    /** `Runtime.load` is a restricted method since JDK 24, and warns; what it calls is not. */
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
        return new Warning("heap-unread", "generators that the service holds cannot be looked for on this JVM: " + e);
    }

    private static native boolean open();

    private static native void dispose();

    private static native Object[] find(Class<?> type);

    private static native void number(Object[] objects);

    private static native Object[] follow(int first, int nodes, int[] pairs);
}
