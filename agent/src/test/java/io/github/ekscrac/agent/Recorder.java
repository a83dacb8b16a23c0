package io.github.ekscrac.agent;

import java.util.List;
import org.crac.Context;
import org.crac.Resource;

/** A resource that records its calls, and can run code in them. */
class Recorder implements Resource {
    interface Hook {
        void run() throws Exception;
    }

    private final String name;
    private final List<String> calls;
    private final Hook before;
    private final Hook after;

    Recorder(String name, List<String> calls) {
        this(name, calls, () -> {}, () -> {});
    }

    Recorder(String name, List<String> calls, Hook before, Hook after) {
        this.name = name;
        this.calls = calls;
        this.before = before;
        this.after = after;
    }

    @Override
    public void beforeCheckpoint(Context<? extends Resource> context) throws Exception {
        calls.add("before " + name);
        before.run();
    }

    @Override
    public void afterRestore(Context<? extends Resource> context) throws Exception {
        calls.add("after " + name);
        after.run();
    }
}
