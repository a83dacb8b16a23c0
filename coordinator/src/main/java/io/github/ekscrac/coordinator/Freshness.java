package io.github.ekscrac.coordinator;

import java.util.Map;

/**
 * What must be of the restored process's own world before its hooks run. Everything is looked up before the freeze:
 * then a JDK that looks different inside is a warning in the capture's report, and no class is loaded after the restore.
 */
final class Freshness {
    private interface Step<T> {
        T run() throws Exception;
    }

    private final Report before;
    private final Restored restored;
    private final Environment environment;
    private final Randomness randomness;
    private final Names names;
    private final Place place = new Place();

    Freshness(Internals internals, Restored restored, Report before) {
        this.before = before;
        this.restored = restored;
        environment = prepare("environment", () -> new Environment(internals));
        randomness = prepare("randomness", () -> new Randomness(internals, before));
        names = prepare("names", () -> new Names(internals));
        prepare("uptime", () -> {
            restored.install(internals);
            return null;
        });
        // The current environment handed over changes nothing, and what the restore needs is loaded and linked.
        refresh(environment == null ? new byte[0] : environment.block(), before);
    }

    void restored(byte[] handedOver, Report report) {
        restored.now();
        refresh(handedOver, report);
        report.put("sinceRestoreMs", restored.getUptimeSinceRestore());
    }

    /** The one way through it: a lambda is linked where it stands, each by itself. */
    private void refresh(byte[] block, Report report) {
        if (environment != null) replace(block, report);
        if (randomness != null) attempt("randomness", randomness::refresh, report);
        if (names != null) attempt("names", names::forget, report);
    }

    private void replace(byte[] block, Report report) {
        attempt("environment", () -> {
            Map<String, String> old = environment.copy();
            environment.replace(block);
            Map<String, String> current = environment.copy();
            JavaOptions.apply(old, current);
            place.follow(old, current);
            return null;
        }, report);
    }

    private <T> T prepare(String what, Step<T> step) {
        return attempt(what, step, before);
    }

    private static <T> T attempt(String what, Step<T> step, Report report) {
        try {
            return step.run();
        } catch (Exception | LinkageError e) {
            report.warn(new Refusal("jdk-unknown", what + " cannot be made fresh on this JDK: " + e));
            return null;
        }
    }
}
