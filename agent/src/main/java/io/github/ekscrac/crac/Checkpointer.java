package io.github.ekscrac.crac;

/**
 * Makes the checkpoints that are requested through {@link Core}. The Java agent installs the one of this JVM at
 * startup.
 */
public interface Checkpointer {
    /** Returns in the restored process. */
    void checkpointRestore(Context<Resource> context) throws CheckpointException, RestoreException;
}
