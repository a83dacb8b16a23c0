package io.github.ekscrac.crac;

import io.github.ekscrac.coordinator.Coordinator;

/** What org.crac looks up by {@code -Dorg.crac.Core.Compat}. */
public final class Core {
    private static final GlobalContext GLOBAL = new GlobalContext();

    private Core() {}

    public static Context<Resource> getGlobalContext() {
        return GLOBAL;
    }

    /** Returns in the restored process, once for every restore. */
    public static void checkpointRestore() throws CheckpointException, RestoreException {
        Coordinator coordinator = Coordinator.current();
        if (coordinator == null) throw new UnsupportedOperationException("no coordinator runs in this JVM");
        coordinator.checkpointRestore(GLOBAL, 1);
    }
}
