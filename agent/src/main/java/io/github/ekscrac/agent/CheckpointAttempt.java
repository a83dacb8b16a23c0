package io.github.ekscrac.agent;

import io.github.ekscrac.crac.CheckpointException;
import io.github.ekscrac.crac.Context;
import io.github.ekscrac.crac.RestoreException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** One checkpoint and what follows it: hooks, freeze, hooks. Whatever goes wrong, the resources are restored. */
final class CheckpointAttempt {
    private enum Phase {
        HOOKS_BEFORE,
        PREPARATION,
        CHECKPOINT,
        HOOKS_AFTER
    }

    private static final int POLL_MS = 1;
    /** Polls after which nobody is believed to freeze this process any more: ten minutes. */
    private static final int PATIENCE = 600_000;
    /** A rehearsal of hooks begins no round after that. */
    private static final long REHEARSAL_NS = 2_000_000_000L;
    /** Set in the copies of the gate alone. */
    private static final String PROBE = "EKS_CRAC_CLONE_PROBE";

    private final AgentOptions options;
    private final ExchangeDirectory exchange;
    private final JdkInternals internals;
    private final RestoreTime restored;
    private final int rounds;
    private final Thread thread = Thread.currentThread();
    private final Report before = new Report();
    private final Report after = new Report();

    private Phase phase = Phase.HOOKS_BEFORE;
    private int waited;
    private int limit;
    private RefusalException hung;
    private StateRefresher freshness;

    CheckpointAttempt(
            AgentOptions options,
            ExchangeDirectory exchange,
            JdkInternals internals,
            RestoreTime restored,
            int rounds) {
        this.options = options;
        this.exchange = exchange;
        this.internals = internals;
        this.restored = restored;
        this.rounds = rounds;
        limit = options.deadline;
    }

    void run(Context<?> context) throws CheckpointException, RestoreException {
        exchange.accept();
        CheckpointException failure = hooksBefore(context);
        FileDescriptors descriptors = new FileDescriptors(exchange.file("policies"), internals);
        if (failure == null) {
            enter(Phase.PREPARATION);
            failure = prepare(descriptors);
        }
        byte[] handedOver = null;
        if (failure == null) {
            try {
                handedOver = freeze();
            } catch (RefusalException | IOException e) {
                failure = refuse(e);
            }
        }
        after.restart();
        if (handedOver != null) freshness.restored(handedOver, after);
        exchange.closeHandover();
        descriptors.reopen(after);
        RestoreException restore = hooksAfter(context, handedOver != null);
        if (handedOver != null && probed()) CloneProbe.answer(freshness.copied());
        finish(failure, restore);
    }

    private CheckpointException hooksBefore(Context<?> context) {
        CheckpointException failure = new CheckpointException();
        try {
            context.beforeCheckpoint(null);
            rehearse(context);
        } catch (CheckpointException | RestoreException e) {
            for (Throwable one : e.getSuppressed()) failure.addSuppressed(one);
        }
        before.time("hooks");
        RefusalException late = hung();
        if (late != null) failure.addSuppressed(late);
        if (failure.getSuppressed().length == 0) return null;
        if (late == null) answer(failure);
        return failure;
    }

    /** What hooks use for the first time, and what the compilers make of them, is in the checkpoint then. */
    private void rehearse(Context<?> context) throws CheckpointException, RestoreException {
        long began = System.nanoTime();
        for (int round = 1; round < rounds && hung() == null && System.nanoTime() - began < REHEARSAL_NS; round++) {
            enter(Phase.HOOKS_BEFORE);
            context.afterRestore(null);
            enter(Phase.HOOKS_BEFORE);
            context.beforeCheckpoint(null);
        }
    }

    private CheckpointException prepare(FileDescriptors descriptors) {
        before.warn(MissingCracDependency.about(internals));
        try {
            freshness = freshness();
            if (!freshness.findings().isEmpty()) return refuse(freshness.findings());
            if (options.memory) {
                before.put("memory", new MemoryTrimmer(internals).giveBack(before));
                before.time("memory");
            }
            before.put("descriptors", descriptors.judge(before));
            exchange.open();
            return null;
        } catch (RefusalException | IOException e) {
            return refuse(e);
        }
    }

    /** A rehearsal of hooks comes to no checkpoint, so nobody asks then what one would hold. */
    private StateRefresher freshness() throws IOException {
        CopyAllowlist allowed = new CopyAllowlist(exchange.file("allowed"));
        if (rounds == 1) System.gc(); // what is garbage is in no copy
        try (HeapWalker heap = rounds > 1 ? HeapWalker.unread() : HeapWalker.read(internals, before)) {
            return new StateRefresher(internals, heap, options, allowed, restored, before);
        } finally {
            before.time("fresh");
        }
    }

    private CheckpointException refuse(List<CopiedStateFinding> findings) {
        CheckpointException failure = new CheckpointException(CopiedStateFinding.CODE);
        for (CopiedStateFinding finding : findings) failure.addSuppressed(finding.refusal());
        answer(failure);
        return failure;
    }

    private CheckpointException refuse(Exception e) {
        CheckpointException failure = new CheckpointException(e.getMessage());
        failure.addSuppressed(e);
        if (phase != Phase.CHECKPOINT) answer(failure);
        return failure;
    }

    private void answer(CheckpointException failure) {
        before.fail(Arrays.asList(failure.getSuppressed()));
        try {
            exchange.answer(before.finish("failed"));
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    /** Polls at a rate that does not matter for the moments until the freeze, and is the delay after the restore. */
    private byte[] freeze() throws IOException {
        ReseedingSecureRandomSpi.mayFreeze();
        exchange.answer(before.finish("ready"));
        enter(Phase.CHECKPOINT);
        boolean interrupted = false;
        try {
            for (int polls = 0; polls < PATIENCE; polls++) {
                byte[] handedOver = exchange.handedOver();
                if (handedOver != null) return handedOver;
                String reason = exchange.aborted();
                if (reason != null)
                    throw new RefusalException("freeze-failed", "the process was not frozen: " + reason);
                try {
                    Thread.sleep(POLL_MS);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            ReseedingSecureRandomSpi.resumed();
            if (interrupted) Thread.currentThread().interrupt();
        }
        throw new RefusalException("freeze-missing", "nobody froze the process within ten minutes");
    }

    private RestoreException hooksAfter(Context<?> context, boolean wasRestored) {
        if (wasRestored) shorten(options.leftToStart(restored.getUptimeSinceRestore()));
        enter(Phase.HOOKS_AFTER);
        after.time("fresh");
        RestoreException failure = null;
        try {
            context.afterRestore(null);
        } catch (RestoreException e) {
            failure = e;
        }
        after.time("hooks");
        return failure;
    }

    private void finish(CheckpointException checkpoint, RestoreException restore)
            throws CheckpointException, RestoreException {
        List<Throwable> thrown = new ArrayList<>();
        if (restore != null) thrown.addAll(Arrays.asList(restore.getSuppressed()));
        after.fail(thrown);
        boolean well = checkpoint == null && restore == null;
        exchange.report(after.finish(checkpoint != null ? "resumed" : well ? "restored" : "failed"));
        if (checkpoint != null) {
            for (Throwable one : thrown) checkpoint.addSuppressed(one);
            throw checkpoint;
        }
        if (restore != null) throw restore;
    }

    /** Asked here, so that a pod has no class to initialize for it. */
    private static boolean probed() {
        String asked = System.getenv(PROBE);
        return asked != null && !asked.isEmpty();
    }

    private synchronized void enter(Phase next) {
        phase = next;
        waited = 0;
    }

    /** Whoever waits for the report after a restore has less patience than the stage has before. */
    private synchronized void shorten(int milliseconds) {
        limit = Math.min(limit, milliseconds);
    }

    private synchronized RefusalException hung() {
        return hung;
    }

    /**
     * Called by the watcher. A hook cannot be ended from outside, but one can say where it stands; when it comes back
     * the service goes on.
     */
    synchronized void grow(int milliseconds) {
        waited += milliseconds;
        boolean hooks = phase == Phase.HOOKS_BEFORE || phase == Phase.HOOKS_AFTER;
        if (!hooks || waited < limit || hung != null) return;
        hung = new RefusalException(
                "hook-hung", "a hook has not ended within " + limit + " ms; the stack is where it stands");
        hung.setStackTrace(thread.getStackTrace());
        Report report = new Report();
        report.fail(List.of(hung));
        Map<String, Object> answer = report.finish("failed");
        if (phase == Phase.HOOKS_AFTER) {
            exchange.report(answer);
        } else {
            try {
                exchange.answer(answer);
            } catch (IOException e) {
                System.err.println("eks-crac: cannot report: " + e.getMessage());
            }
        }
    }
}
