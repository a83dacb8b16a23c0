package io.github.ekscrac.agent;

import java.io.File;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Replaces what a restored process must not keep from the checkpoint, before its hooks run: environment, random state,
 * cached host names, time zone and locale. All JDK internals are looked up before the checkpoint, so that an unknown
 * JDK is reported at capture, and no class is loaded after the restore.
 */
final class StateRefresher {
    private interface Step<T> {
        T run() throws Exception;
    }

    private final Report before;
    private final boolean fresh;
    private final RestoreTime restoreTime;
    private final Environment environment;
    private final UniqueState uniqueState;
    private final DnsCache dnsCache;
    private final TimeZoneAndLocale timeZoneAndLocale = new TimeZoneAndLocale();
    private final List<CopiedStateFinding> findings = new ArrayList<>();

    StateRefresher(
            JdkInternals internals,
            HeapWalker heap,
            AgentOptions options,
            CopyAllowlist allowlist,
            RestoreTime restoreTime,
            File variables,
            Report before) {
        this.before = before;
        this.restoreTime = restoreTime;
        fresh = options.fresh;
        environment = prepare("environment", () -> new Environment(internals, variables));
        uniqueState = prepareUniqueState(internals, heap, allowlist);
        dnsCache = prepare("names", () -> new DnsCache(internals));
        before.warn(ManagementModules.warning());
        prepare("uptime", () -> {
            restoreTime.install(internals);
            return null;
        });
        // With the current environment this changes nothing, but loads and links all that the restore needs.
        refresh(environment == null ? new byte[0] : environment.block(), before);
    }

    /** A finding, not a warning: where the generators are unknown, all copies would draw the same numbers. */
    private UniqueState prepareUniqueState(JdkInternals internals, HeapWalker heap, CopyAllowlist allowlist) {
        try {
            UniqueState state = new UniqueState(internals, heap, allowlist);
            findings.addAll(allowlist.notAllowed(state.findings()));
            state.warn(before);
            before.warn(allowlist.unusedEntries());
            return state;
        } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
            findings.addAll(allowlist.notAllowed(List.of(new CopiedStateFinding(
                    "jdk.generators",
                    "the generators of this JDK are not where they are in the tested ones (17, 21, 25): " + e,
                    "use one of these"))));
            return null;
        }
    }

    List<CopiedStateFinding> findings() {
        return findings;
    }

    /** For the clone probe; null when this JDK is unknown. */
    UniqueState uniqueState() {
        return uniqueState;
    }

    void afterRestore(byte[] block, Report report) {
        restoreTime.now();
        refresh(block, report);
        report.put("sinceRestoreMs", restoreTime.getUptimeSinceRestore());
    }

    /** Used before the checkpoint as well as after the restore, because each lambda expression is linked by itself. */
    private void refresh(byte[] block, Report report) {
        if (environment != null) replace(block, report);
        report.time("environment");
        if (uniqueState != null && fresh) attemptStep("randomness", this::refreshUniqueState, report);
        report.time("copies");
        if (dnsCache != null) attemptStep("names", dnsCache::forget, report);
    }

    private Void refreshUniqueState() throws Exception {
        uniqueState.refresh();
        return null;
    }

    private void replace(byte[] block, Report report) {
        attemptStep(
                "environment",
                () -> {
                    Map<String, String> old = environment.copy();
                    environment.replace(block);
                    Map<String, String> current = environment.copy();
                    PodSystemProperties.apply(old, current);
                    timeZoneAndLocale.follow(old, current);
                    return null;
                },
                report);
    }

    private <T> T prepare(String what, Step<T> step) {
        return attemptStep(what, step, before);
    }

    private static <T> T attemptStep(String what, Step<T> step, Report report) {
        try {
            return step.run();
        } catch (Exception | LinkageError e) {
            report.warn(new Warning("jdk-unknown", what + " cannot be refreshed on this JDK: " + e));
            return null;
        }
    }
}
