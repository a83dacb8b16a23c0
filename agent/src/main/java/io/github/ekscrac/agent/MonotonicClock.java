package io.github.ekscrac.agent;

import java.io.File;
import java.lang.reflect.Method;

/**
 * The monotonic clock of this JVM, which a preloaded library keeps: after a restore it goes on from what it read at the
 * dump. Without the library it is the machine's.
 *
 * <p>The library is beside the agent's jar. {@code capture} preloads it, because nothing else reaches the JVM's own
 * waits; loading it here leads to the same copy.
 */
final class MonotonicClock {
    private static final String LIBRARY = "libpreload.so";
    /** A page that `start` replaces at the restore. */
    private static final String PAGE = "clock";

    private final File folder;
    private final boolean kept;

    private MonotonicClock(File folder, boolean kept) {
        this.folder = folder;
        this.kept = kept;
    }

    /** Also takes the library from this process's environment, so that no child of the service has it. */
    static MonotonicClock attach(JdkInternals internals) {
        File folder = null;
        boolean kept = false;
        try {
            File jar = new File(MonotonicClock.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            folder = jar.getParentFile();
            File library = new File(folder, LIBRARY);
            if (library.exists()) {
                Method load = internals.method(Runtime.class, "load0", Class.class, String.class);
                load.invoke(Runtime.getRuntime(), MonotonicClock.class, library.getPath());
                kept = attach(library.getPath());
            }
        } catch (Exception | LinkageError e) {
            System.err.println("eks-crac: the clock library cannot be used: " + e);
        }
        return new MonotonicClock(folder, kept);
    }

    /** Who keeps the clock, in the words of the capture spec; the stage decides whether it is the one that it wants. */
    String keeper() {
        return kept ? "library" : "machine";
    }

    /** From here on until {@link #release}, no deadline of the machine's clock is in the kernel. */
    void hold(Report report) {
        if (!kept) return;
        File page = new File(folder, PAGE);
        int waiting = watch(page.getPath());
        if (waiting < 0) throw unread(page);
        if (waiting > 0) report.warn(late(waiting));
    }

    static RefusalException unread(File page) {
        return new RefusalException(
                "clock-unread", "cannot map " + page + ", which the runtime layer has: build the layer anew");
    }

    static Warning late(int waits) {
        return new Warning(
                "clock-waits",
                waits + " waits of this JVM did not end in time: timers may be late by milliseconds in a restored"
                        + " copy; see which threads are busy, for example with `jcmd PID Thread.print`");
    }

    /** After the restore, or when there is no checkpoint. */
    void release() {
        if (kept) unwatch();
    }

    private static native boolean attach(String library);

    private static native int watch(String page);

    private static native boolean unwatch();
}
