package io.github.ekscrac.agent;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What must be of the restored process's own world before its hooks run. Everything is looked up before the freeze:
 * then a JDK that looks different inside is told in the capture's report, and no class is loaded after the restore.
 */
final class StateRefresher {
    private interface Step<T> {
        T run() throws Exception;
    }

    private final Report before;
    private final boolean fresh;
    private final RestoreTime restored;
    private final Environment environment;
    private final UniqueState copied;
    private final DnsCache names;
    private final TimeZoneAndLocale place = new TimeZoneAndLocale();
    private final List<CopiedStateFinding> findings = new ArrayList<>();

    StateRefresher(
            JdkInternals internals,
            HeapWalker heap,
            AgentOptions options,
            CopyAllowlist allowed,
            RestoreTime restored,
            Report before) {
        this.before = before;
        this.restored = restored;
        fresh = options.fresh;
        environment = prepare("environment", () -> new Environment(internals));
        copied = prepareCopied(internals, heap, allowed);
        names = prepare("names", () -> new DnsCache(internals));
        prepare("uptime", () -> {
            restored.install(internals);
            return null;
        });
        // The current environment handed over changes nothing, and what the restore needs is loaded and linked.
        refresh(environment == null ? new byte[0] : environment.block(), before);
    }

    /** Copies of a process whose generators nobody knows would be alike: that is no warning. */
    private UniqueState prepareCopied(JdkInternals internals, HeapWalker heap, CopyAllowlist allowed) {
        try {
            UniqueState state = new UniqueState(internals, heap, allowed);
            findings.addAll(allowed.rest(state.findings()));
            state.warn(before);
            before.warn(allowed.unmatched());
            return state;
        } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
            findings.addAll(allowed.rest(List.of(new CopiedStateFinding(
                    "jdk.generators",
                    "the generators of this JDK are not where they were in the tested ones (17, 21, 25): " + e,
                    "use one of these"))));
            return null;
        }
    }

    List<CopiedStateFinding> findings() {
        return findings;
    }

    /** What was found, for the clone probe; null when this JDK is unknown. */
    UniqueState copied() {
        return copied;
    }

    void restored(byte[] handedOver, Report report) {
        restored.now();
        refresh(handedOver, report);
        report.put("sinceRestoreMs", restored.getUptimeSinceRestore());
    }

    /** The one way through it: a lambda is linked where it stands, each by itself. */
    private void refresh(byte[] block, Report report) {
        if (environment != null) replace(block, report);
        report.time("environment");
        if (copied != null && fresh) attempt("randomness", this::refreshCopied, report);
        report.time("copies");
        if (names != null) attempt("names", names::forget, report);
    }

    private Void refreshCopied() throws Exception {
        copied.refresh();
        return null;
    }

    private void replace(byte[] block, Report report) {
        attempt(
                "environment",
                () -> {
                    Map<String, String> old = environment.copy();
                    environment.replace(block);
                    Map<String, String> current = environment.copy();
                    PodSystemProperties.apply(old, current);
                    place.follow(old, current);
                    return null;
                },
                report);
    }

    private <T> T prepare(String what, Step<T> step) {
        return attempt(what, step, before);
    }

    private static <T> T attempt(String what, Step<T> step, Report report) {
        try {
            return step.run();
        } catch (Exception | LinkageError e) {
            report.warn(new Warning("jdk-unknown", what + " cannot be made fresh on this JDK: " + e));
            return null;
        }
    }
}
