package standin;

import jdk.crac.CheckpointException;
import jdk.crac.Context;
import jdk.crac.Resource;
import jdk.crac.RestoreException;

/** One checkpoint: hooks, open descriptors, the engine; then, here or in a restored process, the hooks again. */
public final class Checkpoint {

    public static synchronized void take(Context<Resource> hooks) throws CheckpointException, RestoreException {
        CheckpointException failure = null;
        try {
            hooks.beforeCheckpoint(null);
            AttachListener.close();
            Descriptors.requireNone();
            engine();
        } catch (CheckpointException e) {
            failure = e;
        }
        hooks.afterRestore(null);
        if (failure != null) throw failure;
    }

    private static void engine() throws CheckpointException {
        String folder = Options.value(Options.CHECKPOINT_TO)
                .orElseThrow(() -> new CheckpointException("no -XX:CRaCCheckpointTo"));
        switch (Options.engine()) {
            case WARP -> Warp.checkpoint(folder);
            case CRIU -> Criu.checkpoint(folder);
            case OPENJ9 -> OpenJ9.checkpoint(folder);
        }
    }

    private Checkpoint() {
    }
}
