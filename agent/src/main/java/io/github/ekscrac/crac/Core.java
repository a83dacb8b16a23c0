package io.github.ekscrac.crac;

/** The implementation of the CRaC API that org.crac finds through {@code -Dorg.crac.Core.Compat}. */
public final class Core {
    private static final GlobalContext GLOBAL = new GlobalContext();
    private static volatile Checkpointer checkpointer;

    private Core() {}

    /** Not part of the CRaC API: for the Java agent, which the JVM starts in its main thread. */
    public static void install(Checkpointer installed) {
        GLOBAL.setMain(Thread.currentThread());
        checkpointer = installed;
    }

    public static Context<Resource> getGlobalContext() {
        return GLOBAL;
    }

    /** Returns in the restored process, once for every restore. */
    public static void checkpointRestore() throws CheckpointException, RestoreException {
        Checkpointer current = checkpointer;
        if (current == null) {
            throw new UnsupportedOperationException("the eks-crac Java agent is not running in this JVM");
        }
        current.checkpointRestore(GLOBAL);
    }
}
