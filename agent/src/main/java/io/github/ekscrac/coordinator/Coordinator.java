package io.github.ekscrac.coordinator;

import io.github.ekscrac.crac.CheckpointException;
import io.github.ekscrac.crac.Context;
import io.github.ekscrac.crac.Core;
import io.github.ekscrac.crac.RestoreException;
import java.lang.instrument.Instrumentation;

/** The one coordinator of this JVM: takes requests from the stage and from the service, one at a time. */
public final class Coordinator implements Runnable {
    private static final int POLL_MS = 50;
    private static volatile Coordinator current;

    private final Options options;
    private final Exchange exchange;
    private final Internals internals;
    private final Restored restored = new Restored();
    private Attempt attempt;

    private Coordinator(Options options, Exchange exchange, Instrumentation instrumentation) {
        this.options = options;
        this.exchange = exchange;
        this.internals = new Internals(instrumentation);
    }

    static void start(Options options, Exchange exchange, Instrumentation instrumentation) {
        Coordinator coordinator = new Coordinator(options, exchange, instrumentation);
        current = coordinator;
        Thread watcher = new Thread(coordinator, "eks-crac watcher");
        watcher.setDaemon(true);
        watcher.start();
    }

    public static Coordinator current() {
        return current;
    }

    /** On the caller's thread, as with CRaC; hooks before the freeze run in rounds. A request during a checkpoint is refused. */
    public void checkpointRestore(Context<?> context, int rounds) throws CheckpointException, RestoreException {
        Attempt own = new Attempt(options, exchange, internals, restored, rounds);
        synchronized (this) {
            if (attempt != null) {
                CheckpointException refused = new CheckpointException();
                refused.addSuppressed(new Refusal("checkpoint-under-way", "another checkpoint of this JVM is under way"));
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
     * The watcher. It polls, because a WatchService would be a descriptor and a thread more in every checkpoint. Time is
     * counted in sleeps: while a process is frozen every clock goes on.
     */
    @Override
    public void run() {
        for (;;) {
            try {
                Thread.sleep(POLL_MS);
            } catch (InterruptedException e) {
                continue;
            }
            Attempt running = attempt();
            if (running != null) {
                running.grow(POLL_MS);
            } else {
                int rounds = exchange.requested();
                if (rounds > 0) checkpointFromOutside(rounds);
            }
        }
    }

    private synchronized Attempt attempt() {
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
            // The stage has been told by the attempt's own report.
        }
    }
}
