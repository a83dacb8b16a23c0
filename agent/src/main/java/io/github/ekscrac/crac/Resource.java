package io.github.ekscrac.crac;

/** Is notified of checkpoints and restores. org.crac finds this type by its name, and registers proxies of it. */
public interface Resource {
    void beforeCheckpoint(Context<? extends Resource> context) throws Exception;

    void afterRestore(Context<? extends Resource> context) throws Exception;
}
