package io.github.ekscrac.crac;

/** Somebody who wants to know of a checkpoint. org.crac finds this type by name and hands in proxies of it. */
public interface Resource {
    void beforeCheckpoint(Context<? extends Resource> context) throws Exception;

    void afterRestore(Context<? extends Resource> context) throws Exception;
}
