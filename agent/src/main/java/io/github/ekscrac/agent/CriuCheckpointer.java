package io.github.ekscrac.agent;

import io.github.ekscrac.crac.CheckpointException;
import io.github.ekscrac.crac.Checkpointer;
import io.github.ekscrac.crac.Context;
import io.github.ekscrac.crac.Core;
import io.github.ekscrac.crac.Resource;
import io.github.ekscrac.crac.RestoreException;
import java.lang.instrument.Instrumentation;

/**
 * Handles checkpoint requests from the stage and from the service, one at a time; CRIU dumps the process from outside.
 */
final class CriuCheckpointer implements Checkpointer, Runnable {
    private static final int POLL_MS = 50;

    private final AgentOptions options;
    private final ExchangeDirectory exchange;
    private final JdkInternals internals;
    private final RestoreTime restored = new RestoreTime();
    private CheckpointAttempt attempt;

    private CriuCheckpointer(AgentOptions options, ExchangeDirectory exchange, Instrumentation instrumentation) {
        this.options = options;
        this.exchange = exchange;
        this.internals = new JdkInternals(instrumentation);
    }

    static void start(AgentOptions options, ExchangeDirectory exchange, Instrumentation instrumentation) {
        CriuCheckpointer checkpointer = new CriuCheckpointer(options, exchange, instrumentation);
        Core.install(checkpointer);
        Thread watcher = new Thread(checkpointer, "eks-crac watcher");
        watcher.setDaemon(true);
        watcher.start();
    }

    /** On the caller's thread, as with CRaC. */
    @Override
    public void checkpointRestore(Context<Resource> context) throws CheckpointException, RestoreException {
        checkpointRestore(context, 1);
    }

    /** A request that arrives during a checkpoint is refused. */
    private void checkpointRestore(Context<Resource> context, int rounds) throws CheckpointException, RestoreException {
        CheckpointAttempt own = new CheckpointAttempt(options, exchange, internals, restored, rounds);
        synchronized (this) {
            if (attempt != null) {
                CheckpointException refused = new CheckpointException();
                refused.addSuppressed(
                        new RefusalException("checkpoint-under-way", "another checkpoint of this JVM is under way"));
                throw refused;
            }
            attempt = own;
        }
        try {
            own.run(context);
        } finally {
            synchronized (this) {
                attempt = null;
            }
        }
    }

    /**
     * The watcher. It polls, because a WatchService would be a descriptor and a thread more in every checkpoint. Time
     * is counted in sleeps: clocks go on while a checkpointed process does not run.
     */
    @Override
    public void run() {
        for (; ; ) {
            try {
                Thread.sleep(POLL_MS);
            } catch (InterruptedException e) {
                continue;
            }
            CheckpointAttempt running = attempt();
            if (running != null) {
                running.grow(POLL_MS);
            } else {
                int rounds = exchange.requested();
                if (rounds > 0) checkpointFromOutside(rounds);
            }
        }
    }

    private synchronized CheckpointAttempt attempt() {
        return attempt;
    }

    /** Not a daemon: when hooks stop a service's last thread the JVM must not end. */
    private void checkpointFromOutside(int rounds) {
        exchange.accept();
        Thread thread = new Thread(() -> checkpoint(rounds), "eks-crac checkpoint");
        thread.setDaemon(false);
        thread.start();
    }

    private void checkpoint(int rounds) {
        try {
            checkpointRestore(Core.getGlobalContext(), rounds);
        } catch (CheckpointException | RestoreException e) {
            // The attempt's own report has informed the stage.
        }
    }
}
