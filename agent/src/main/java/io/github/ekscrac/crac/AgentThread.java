package io.github.ekscrac.crac;

/**
 * A thread of the Java agent that runs hooks. The service did not make it, so it has none of the settings that the
 * service's threads have.
 */
public final class AgentThread extends Thread {
    public AgentThread(Runnable task, String name) {
        super(task, name);
    }
}
