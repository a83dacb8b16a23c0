package io.github.ekscrac.coordinator;

import io.github.ekscrac.crac.CheckpointException;
import io.github.ekscrac.crac.Context;
import io.github.ekscrac.crac.Core;
import io.github.ekscrac.crac.RestoreException;
import java.lang.instrument.Instrumentation;

/** The one coordinator of this JVM: takes requests from the stage and from the service, one at a time. */
public final class Coordinator {
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
        Thread watcher = new Thread("eks-crac watcher") {
            @Override
            public void run() {
                coordinator.watch();
            }
        };
        watcher.setDaemon(true);
        watcher.start();
    }

    public static Coordinator current() {
        return current;
    }

    /** On the caller's thread, as with CRaC. A request during a checkpoint is refused. */
    public void checkpointRestore(Context<?> context) throws CheckpointException, RestoreException {
        Attempt own = new Attempt(options, exchange, internals, restored);
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
     * Polls, because a WatchService would be a descriptor and a thread more in every checkpoint. Time is counted in
     * rounds: while a process is frozen every clock goes on.
     */
    private void watch() {
        for (;;) {
            try {
                Thread.sleep(POLL_MS);
            } catch (InterruptedException e) {
                continue;
            }
            Attempt running = attempt();
            if (running != null) {
                running.grow(POLL_MS);
            } else if (exchange.requested()) {
                checkpointFromOutside();
            }
        }
    }

    private synchronized Attempt attempt() {
        return attempt;
    }

    /** Not a daemon: when hooks stop a service's last thread the JVM must not end. */
    private void checkpointFromOutside() {
        exchange.accept();
        Thread thread = new Thread(Coordinator::checkpoint, "eks-crac checkpoint");
        thread.setDaemon(false);
        thread.start();
    }

    private static void checkpoint() {
        try {
            Core.checkpointRestore();
        } catch (CheckpointException | RestoreException e) {
            // The stage has been told by the attempt's own report.
        }
    }
}
