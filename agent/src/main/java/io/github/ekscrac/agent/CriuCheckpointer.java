package io.github.ekscrac.agent;

import io.github.ekscrac.crac.AgentThread;
import io.github.ekscrac.crac.CheckpointException;
import io.github.ekscrac.crac.Checkpointer;
import io.github.ekscrac.crac.Context;
import io.github.ekscrac.crac.Core;
import io.github.ekscrac.crac.Resource;
import io.github.ekscrac.crac.RestoreException;
import java.io.IOException;
import java.lang.instrument.Instrumentation;

/**
 * Handles checkpoint requests of the stage and of the service, one at a time. CRIU dumps and restores the process from
 * outside.
 */
final class CriuCheckpointer implements Checkpointer, Runnable {
    private static final int POLL_MS = 50;

    private final AgentOptions options;
    private final ExchangeDirectory exchange;
    private final JdkInternals internals;
    private final MonotonicClock clock;
    private final RestoreTime restored = new RestoreTime();
    private CheckpointAttempt attempt;
    private volatile boolean collected;

    private CriuCheckpointer(AgentOptions options, ExchangeDirectory exchange, Instrumentation instrumentation) {
        this.options = options;
        this.exchange = exchange;
        this.internals = new JdkInternals(instrumentation);
        this.clock = MonotonicClock.attach(internals);
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
        CheckpointAttempt own = new CheckpointAttempt(options, exchange, internals, clock, restored, rounds, collected);
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
                collected = rounds > 1;
            }
        }
    }

    /**
     * The watcher. It polls, because a WatchService would add a descriptor and a thread to every checkpoint. It
     * measures time in sleeps, because clocks go on between checkpoint and restore.
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
                running.addWaited(POLL_MS);
            } else {
                int rounds = exchange.requestedRounds();
                if (rounds > 0) checkpointFromOutside(rounds);
                else if (exchange.collectionRequested()) collect();
            }
        }
    }

    /**
     * Gives memory back while the service works. A collection arms a barrier in all compiled code, which each method
     * passes slowly, and with a write to its page, when it is called next. So the service gets some requests between
     * this one and the checkpoint, rather than paying in every restored copy.
     */
    private void collect() {
        exchange.clear();
        Report report = new Report();
        report.put("memory", new MemoryTrimmer(internals).trim(report));
        collected = true;
        try {
            exchange.answer("collected", report.finish("collected"));
        } catch (IOException e) {
            System.err.println("eks-crac: cannot answer: " + e.getMessage());
        }
    }

    private synchronized CheckpointAttempt attempt() {
        return attempt;
    }

    /** Not a daemon: the JVM must not exit when hooks stop the service's last thread. */
    private void checkpointFromOutside(int rounds) {
        exchange.clear();
        Thread thread = new AgentThread(() -> checkpoint(rounds), "eks-crac checkpoint");
        thread.setDaemon(false);
        thread.start();
    }

    private void checkpoint(int rounds) {
        try {
            checkpointRestore(Core.getGlobalContext(), rounds);
        } catch (CheckpointException | RestoreException e) {
            // The attempt has reported it to the stage.
        }
    }
}
