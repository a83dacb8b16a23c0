package io.github.ekscrac.agent;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What is reported to the stage, and after the restore to `start`. */
final class Report {
    private static final int FRAMES = 30;

    private final Map<String, Object> fields = new LinkedHashMap<>();
    private final Map<String, Object> milliseconds = new LinkedHashMap<>();
    private final List<Object> failures = new ArrayList<>();
    private final List<Object> warnings = new ArrayList<>();
    private long since = System.nanoTime();

    /** Attributes the time since the last call to this part. */
    void time(String part) {
        long now = System.nanoTime();
        milliseconds.put(part, (now - since) / 10_000 / 100.0);
        since = now;
    }

    /** So that the time between checkpoint and restore does not count. */
    void restart() {
        since = System.nanoTime();
    }

    void put(String name, Object value) {
        fields.put(name, value);
    }

    void warn(Warning warning) {
        if (warning == null) return;
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("code", warning.code);
        entry.put("message", warning.message);
        if (!warnings.contains(entry)) warnings.add(entry);
    }

    void fail(List<Throwable> thrown) {
        for (Throwable one : thrown) failures.add(failure(one));
    }

    Map<String, Object> finish(String state) {
        Map<String, Object> whole = new LinkedHashMap<>();
        whole.put("state", state);
        whole.put("milliseconds", milliseconds);
        whole.put("failures", failures);
        whole.put("warnings", warnings);
        whole.putAll(fields);
        return whole;
    }

    private static Map<String, Object> failure(Throwable thrown) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("code", thrown instanceof RefusalException refusal ? refusal.code : "hook-threw");
        entry.put("class", thrown.getClass().getName());
        entry.put("message", String.valueOf(thrown.getMessage()));
        List<String> stack = new ArrayList<>();
        for (StackTraceElement frame : thrown.getStackTrace()) {
            if (stack.size() < FRAMES) stack.add(frame.toString());
        }
        entry.put("stack", stack);
        if (thrown.getCause() != null) entry.put("cause", thrown.getCause().toString());
        if (thrown.getSuppressed().length > 0) {
            List<Object> suppressed = new ArrayList<>();
            for (Throwable one : thrown.getSuppressed()) suppressed.add(failure(one));
            entry.put("suppressed", suppressed);
        }
        return entry;
    }
}
