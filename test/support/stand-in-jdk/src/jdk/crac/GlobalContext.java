package jdk.crac;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Holds resources weakly, as a JDK with CRaC does; the last one that was registered is told first of a checkpoint. */
final class GlobalContext extends Context<Resource> {
    private final List<WeakReference<Resource>> resources = new ArrayList<>();

    @Override
    public synchronized void register(Resource resource) {
        resources.add(new WeakReference<>(resource));
    }

    @Override
    public void beforeCheckpoint(Context<? extends Resource> context) throws CheckpointException {
        var failure = new CheckpointException();
        for (Resource resource : latestFirst()) {
            try {
                resource.beforeCheckpoint(this);
            } catch (Exception e) {
                failure.addSuppressed(e);
            }
        }
        if (failure.getSuppressed().length > 0) throw failure;
    }

    @Override
    public void afterRestore(Context<? extends Resource> context) throws RestoreException {
        var failure = new RestoreException();
        List<Resource> all = latestFirst();
        Collections.reverse(all);
        for (Resource resource : all) {
            try {
                resource.afterRestore(this);
            } catch (Exception e) {
                failure.addSuppressed(e);
            }
        }
        if (failure.getSuppressed().length > 0) throw failure;
    }

    private synchronized List<Resource> latestFirst() {
        List<Resource> all = new ArrayList<>();
        for (var reference : resources) {
            Resource resource = reference.get();
            if (resource != null) all.add(0, resource);
        }
        return all;
    }
}
