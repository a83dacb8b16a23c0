package io.github.ekscrac.crac;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Notifies resources in reverse order of registration before a checkpoint and in registration order after the restore,
 * all of them even when one throws. Holds them weakly, and compares them by identity, because org.crac's proxies
 * delegate {@code equals} to the service's own objects.
 */
final class GlobalContext extends Context<Resource> {
    private final List<Registration> resources = new ArrayList<>();
    /** Strong references, from the first hook before the checkpoint to the last one after the restore. */
    private List<Registration.Notified> notified = Collections.emptyList();

    private Thread main;
    private Thread checkpointing;
    private IllegalStateException late;

    /** Its context class loader is that of resources whose own is not known. */
    synchronized void setMain(Thread thread) {
        main = thread;
    }

    /**
     * Blocks until the restore, as CRaC does. The thread that runs the hooks would wait for itself, so there the
     * checkpoint fails instead.
     */
    @Override
    public synchronized void register(Resource resource) {
        if (resource == null) throw new NullPointerException("resource");
        if (checkpointing == Thread.currentThread()) {
            late = new IllegalStateException(
                    "a resource was registered by a hook, after the checkpoint had begun: " + resource);
        } else {
            waitWhileCheckpointIsInProgress();
        }
        forget(resource);
        resources.add(new Registration(resource));
    }

    private void waitWhileCheckpointIsInProgress() {
        while (checkpointing != null) {
            try {
                wait();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while registering a resource during a checkpoint", e);
            }
        }
    }

    /** Drops garbage-collected resources, and an earlier registration of the same resource: the last one counts. */
    private void forget(Resource resource) {
        resources.removeIf(one -> one.resource() == null || one.resource() == resource);
    }

    @Override
    public void beforeCheckpoint(Context<? extends Resource> context) throws CheckpointException {
        CheckpointException failure = new CheckpointException();
        notified = begin();
        for (int i = notified.size() - 1; i >= 0; i--) {
            try {
                notified.get(i).beforeCheckpoint(this);
            } catch (Throwable thrown) {
                collect(failure, thrown, thrown instanceof CheckpointException);
            }
        }
        synchronized (this) {
            if (late != null) failure.addSuppressed(late);
            late = null;
        }
        if (failure.getSuppressed().length > 0) throw failure;
    }

    @Override
    public void afterRestore(Context<? extends Resource> context) throws RestoreException {
        RestoreException failure = new RestoreException();
        end();
        for (Registration.Notified resource : notified) {
            try {
                resource.afterRestore(this);
            } catch (Throwable thrown) {
                collect(failure, thrown, thrown instanceof RestoreException);
            }
        }
        notified = Collections.emptyList();
        if (failure.getSuppressed().length > 0) throw failure;
    }

    private synchronized List<Registration.Notified> begin() {
        checkpointing = Thread.currentThread();
        List<Registration.Notified> alive = new ArrayList<>(resources.size());
        for (Registration one : resources) {
            Registration.Notified held = one.hold(main);
            if (held != null) alive.add(held);
        }
        return alive;
    }

    /** Before the first hook runs: it may wait for a thread that is blocked in {@code register}. */
    private synchronized void end() {
        checkpointing = null;
        notifyAll();
    }

    /** The exception of a nested context only carries its suppressed exceptions. */
    private static void collect(Exception failure, Throwable thrown, boolean nested) {
        Throwable[] carried = nested ? thrown.getSuppressed() : new Throwable[0];
        if (carried.length == 0) failure.addSuppressed(thrown);
        for (Throwable one : carried) failure.addSuppressed(one);
    }
}
