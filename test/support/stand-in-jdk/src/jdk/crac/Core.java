package jdk.crac;

/** The API of a JDK with CRaC, over the stand-in. */
public final class Core {
    private static final Context<Resource> GLOBAL = new GlobalContext();

    public static Context<Resource> getGlobalContext() {
        return GLOBAL;
    }

    public static void checkpointRestore() throws CheckpointException, RestoreException {
        standin.Checkpoint.take(GLOBAL);
    }

    private Core() {
    }
}
