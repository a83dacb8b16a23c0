package io.github.ekscrac.agent;

import io.github.ekscrac.crac.Context;
import io.github.ekscrac.crac.Resource;

/** Stands for the resources of a service whose hooks the capture spec leaves out: it notifies none. */
final class NoHooks extends Context<Resource> {
    @Override
    public void register(Resource resource) {
        throw new UnsupportedOperationException("resources are registered in the global context");
    }

    @Override
    public void beforeCheckpoint(Context<? extends Resource> context) {}

    @Override
    public void afterRestore(Context<? extends Resource> context) {}
}
