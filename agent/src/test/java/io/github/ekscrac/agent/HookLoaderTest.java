package io.github.ekscrac.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.List;
import org.crac.Core;
import org.junit.jupiter.api.Test;

/** As in a Spring Boot fat jar, whose classes only a class loader of the service has. */
class HookLoaderTest extends AgentTest {
    private final ClassLoader own = Thread.currentThread().getContextClassLoader();
    private final ClassLoader fatJar = loader();
    private final List<ClassLoader> seen = new ArrayList<>();

    @Test
    void hooksHaveTheLoaderOfTheThreadThatRegisteredThem() throws Exception {
        ClassLoader other = loader();
        watcher(fatJar);
        watcher(other);
        fromOutside();
        assertEquals(List.of(other, fatJar, fatJar, other), seen);
    }

    @Test
    void withoutOneTheyHaveTheMainThreads() throws Exception {
        watcher(null);
        fromOutside();
        ClassLoader main = mainThread().getContextClassLoader();
        assertEquals(List.of(main, main), seen);
    }

    @Test
    void withoutThatTheyHaveTheirOwn() throws Exception {
        watcher(null);
        Thread main = mainThread();
        ClassLoader before = main.getContextClassLoader();
        main.setContextClassLoader(null);
        try {
            fromOutside();
        } finally {
            main.setContextClassLoader(before);
        }
        ClassLoader ofResource = Recorder.class.getClassLoader();
        assertEquals(List.of(ofResource, ofResource), seen);
    }

    @Test
    void hooksInDryRunsHaveIt() throws Exception {
        watcher(fatJar);
        stage.request(2);
        stage.ready();
        stage.abort("dry run of hooks");
        stage.report();
        assertEquals(List.of(fatJar, fatJar, fatJar, fatJar), seen);
    }

    @Test
    void hooksThatThrowLeaveItToTheNextOnes() throws Exception {
        watcher(fatJar);
        ClassLoader other = loader();
        register(other, () -> {
            throw new IllegalStateException("broken");
        });
        stage.request();
        assertTrue(stage.ready().contains("broken"));
        assertEquals(fatJar, seen.get(0));
    }

    @Test
    void threadOfTheServiceKeepsItsOwn() throws Exception {
        watcher(fatJar);
        stage.restoreNext();
        Core.checkpointRestore();
        assertEquals(List.of(own, own), seen);
        assertSame(own, Thread.currentThread().getContextClassLoader());
    }

    private Recorder watcher(ClassLoader context) throws Exception {
        return register(context, () -> seen.add(Thread.currentThread().getContextClassLoader()));
    }

    private Recorder register(ClassLoader context, Recorder.Hook hook) throws Exception {
        Recorder recorder = new Recorder("resource", calls, hook, hook);
        inContext(context, () -> register(recorder));
        return recorder;
    }

    private void inContext(ClassLoader context, Recorder.Hook registration) throws Exception {
        Thread.currentThread().setContextClassLoader(context);
        try {
            registration.run();
        } finally {
            Thread.currentThread().setContextClassLoader(own);
        }
    }

    private void fromOutside() throws Exception {
        stage.request();
        stage.ready();
        stage.restore(environment -> {});
        stage.report();
    }

    private static Thread mainThread() throws Exception {
        Object global = io.github.ekscrac.crac.Core.getGlobalContext();
        var field = global.getClass().getDeclaredField("main");
        field.setAccessible(true);
        return (Thread) field.get(global);
    }

    private static ClassLoader loader() {
        return new URLClassLoader(new URL[0], HookLoaderTest.class.getClassLoader());
    }
}
