package io.github.ekscrac.agent;

import io.github.ekscrac.crac.CheckpointException;
import io.github.ekscrac.crac.Context;
import io.github.ekscrac.crac.RestoreException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** One checkpoint and its restore, with the hooks before and after. Whatever fails, the resources are restored. */
final class CheckpointAttempt {
    private enum Phase {
        HOOKS_BEFORE,
        PREPARATION,
        CHECKPOINT,
        HOOKS_AFTER
    }

    private static final int POLL_MS = 1;
    /** Ten minutes of polls, after which nobody is expected to dump this process any more. */
    private static final int MAX_POLLS = 600_000;
    /** A dry run of the hooks starts no further round after that. */
    private static final long DRY_RUN_NS = 2_000_000_000L;
    /** Set only in copies that the gate starts. */
    private static final String PROBE = "EKS_CRAC_CLONE_PROBE";

    private final AgentOptions options;
    private final ExchangeDirectory exchange;
    private final JdkInternals internals;
    private final MonotonicClock clock;
    private final RestoreTime restoreTime;
    private final int rounds;
    /** Whether garbage was collected before, and the service has worked since. */
    private final boolean collected;

    private final Thread thread = Thread.currentThread();
    private final Report before = new Report();
    private final Report after = new Report();

    private Phase phase = Phase.HOOKS_BEFORE;
    private int waited;
    private int limit;
    private RefusalException hung;
    private StateRefresher refresher;

    /**
     * @param rounds how often the hooks run; with more than one the stage only wants a dry run, and aborts it at the
     *     end
     */
    CheckpointAttempt(
            AgentOptions options,
            ExchangeDirectory exchange,
            JdkInternals internals,
            MonotonicClock clock,
            RestoreTime restoreTime,
            int rounds,
            boolean collected) {
        this.options = options;
        this.exchange = exchange;
        this.internals = internals;
        this.clock = clock;
        this.restoreTime = restoreTime;
        this.rounds = rounds;
        this.collected = collected;
        limit = options.deadline;
    }

    void run(Context<?> registered) throws CheckpointException, RestoreException {
        exchange.clear();
        Context<?> context = exchange.skipsHooks() ? new NoHooks() : registered;
        CheckpointException failure = hooksBefore(context);
        FileDescriptors descriptors = new FileDescriptors(exchange.file("policies"), internals);
        if (failure == null) {
            enter(Phase.PREPARATION);
            failure = prepare(context, descriptors);
        }
        byte[] handover = null;
        if (failure == null) {
            try {
                handover = awaitRestore();
            } catch (RefusalException | IOException e) {
                failure = refusal(e);
                if (phase != Phase.CHECKPOINT) reportFailed(failure);
            }
        }
        after.restart();
        if (handover != null) refresher.afterRestore(handover, after);
        else if (rounds > 1) SocketTables.awaitSettled();
        exchange.closeHandover();
        descriptors.reopen(after);
        RestoreException restore = hooksAfter(context, handover != null);
        if (handover != null && probed()) CloneProbe.report(refresher.uniqueState());
        finish(failure, restore);
    }

    private CheckpointException hooksBefore(Context<?> context) {
        CheckpointException failure = new CheckpointException();
        try {
            context.beforeCheckpoint(null);
            dryRun(context);
        } catch (CheckpointException | RestoreException e) {
            for (Throwable one : e.getSuppressed()) failure.addSuppressed(one);
        }
        before.time("hooks");
        RefusalException late = hung();
        if (late != null) failure.addSuppressed(late);
        if (failure.getSuppressed().length == 0) return null;
        if (late == null) reportFailed(failure);
        return failure;
    }

    /** So the checkpoint contains the classes that hooks load, and the code that the JIT compiles for them. */
    private void dryRun(Context<?> context) throws CheckpointException, RestoreException {
        long began = System.nanoTime();
        for (int round = 1; round < rounds && hung() == null && System.nanoTime() - began < DRY_RUN_NS; round++) {
            enter(Phase.PREPARATION);
            SocketTables.awaitSettled();
            enter(Phase.HOOKS_BEFORE);
            context.afterRestore(null);
            enter(Phase.HOOKS_BEFORE);
            context.beforeCheckpoint(null);
        }
    }

    private CheckpointException prepare(Context<?> context, FileDescriptors descriptors) {
        if (!(context instanceof NoHooks)) {
            before.warn(MissingCracDependency.warning(internals));
            UnboundCrac.warn(internals, before);
        }
        boolean garbage = rounds == 1 && collected;
        if (garbage) new CompilerThreads().settle();
        else collect();
        CheckpointException failure = examine(descriptors);
        if (failure != null && garbage) {
            // What stands in the way may be garbage.
            collect();
            failure = examine(descriptors);
        }
        if (failure != null) reportFailed(failure);
        return failure;
    }

    private void collect() {
        if (!options.memory) System.gc();
        else before.put("memory", new MemoryTrimmer(internals).trim(before));
        before.time("memory");
    }

    private CheckpointException examine(FileDescriptors descriptors) {
        try {
            ServicePort.requireOwn(exchange.file("port"));
            refresher = prepareRefresh();
            if (!refresher.findings().isEmpty()) return refusal(refresher.findings());
            before.put("descriptors", descriptors.applyPolicies(before));
            exchange.openForRestore();
            return null;
        } catch (RefusalException | IOException e) {
            return refusal(e);
        }
    }

    /** A dry run is not followed by a checkpoint, so the heap need not be searched for state that one would copy. */
    private StateRefresher prepareRefresh() throws IOException {
        CopyAllowlist allowlist = new CopyAllowlist(exchange.file("allowed"));
        try (HeapWalker heap = rounds > 1 ? HeapWalker.empty() : HeapWalker.open(internals, before)) {
            return new StateRefresher(
                    internals, heap, options, allowlist, restoreTime, exchange.file("environment"), before);
        } finally {
            before.time("fresh");
        }
    }

    private static CheckpointException refusal(List<CopiedStateFinding> findings) {
        CheckpointException failure = new CheckpointException(CopiedStateFinding.CODE);
        for (CopiedStateFinding finding : findings) failure.addSuppressed(finding.refusal());
        return failure;
    }

    private static CheckpointException refusal(Exception e) {
        CheckpointException failure = new CheckpointException(e.getMessage());
        failure.addSuppressed(e);
        return failure;
    }

    private void reportFailed(CheckpointException failure) {
        before.fail(Arrays.asList(failure.getSuppressed()));
        try {
            exchange.answer("ready", before.finish("failed"));
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    /** Polls every millisecond: after the restore, the interval delays the service. */
    private byte[] awaitRestore() throws IOException {
        ReseedingSecureRandomSpi.checkpointMayHappen();
        boolean interrupted = false;
        try {
            clock.hold(before);
            before.put("clock", clock.keeper());
            exchange.answer("ready", before.finish("ready"));
            enter(Phase.CHECKPOINT);
            for (int polls = 0; polls < MAX_POLLS; polls++) {
                byte[] handover = exchange.readHandover();
                if (handover != null) return handover;
                String reason = exchange.abortReason();
                if (reason != null) {
                    throw new RefusalException("checkpoint-aborted", "the stage aborted the checkpoint: " + reason);
                }
                try {
                    Thread.sleep(POLL_MS);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            clock.release();
            ReseedingSecureRandomSpi.checkpointIsOver();
            if (interrupted) Thread.currentThread().interrupt();
        }
        throw new RefusalException("checkpoint-timeout", "nobody dumped the process within ten minutes");
    }

    private RestoreException hooksAfter(Context<?> context, boolean wasRestored) {
        if (wasRestored) lowerLimit(options.leftToStart(restoreTime.getUptimeSinceRestore()));
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
        boolean succeeded = checkpoint == null && restore == null;
        exchange.report(after.finish(checkpoint != null ? "resumed" : succeeded ? "restored" : "failed"));
        if (checkpoint != null) {
            for (Throwable one : thrown) checkpoint.addSuppressed(one);
            throw checkpoint;
        }
        if (restore != null) throw restore;
    }

    /** Checked here, so that CloneProbe is not even initialized in a pod. */
    private static boolean probed() {
        String value = System.getenv(PROBE);
        return value != null && !value.isEmpty();
    }

    private synchronized void enter(Phase next) {
        phase = next;
        waited = 0;
    }

    /** After a restore `start` waits a shorter time for the report than the stage does before the checkpoint. */
    private synchronized void lowerLimit(int milliseconds) {
        limit = Math.min(limit, milliseconds);
    }

    private synchronized RefusalException hung() {
        return hung;
    }

    /**
     * Called by the watcher. A hook cannot be stopped from outside, but its stack can be reported; when it returns, the
     * service continues.
     */
    synchronized void addWaited(int milliseconds) {
        waited += milliseconds;
        boolean hooks = phase == Phase.HOOKS_BEFORE || phase == Phase.HOOKS_AFTER;
        if (!hooks || waited < limit || hung != null) return;
        hung = new RefusalException(
                "hook-hung", "a hook has not ended within " + limit + " ms; the stack shows where it is");
        hung.setStackTrace(thread.getStackTrace());
        Report report = new Report();
        report.fail(List.of(hung));
        Map<String, Object> failed = report.finish("failed");
        if (phase == Phase.HOOKS_AFTER) {
            exchange.report(failed);
        } else {
            try {
                exchange.answer("ready", failed);
            } catch (IOException e) {
                System.err.println("eks-crac: cannot report: " + e.getMessage());
            }
        }
    }
}
