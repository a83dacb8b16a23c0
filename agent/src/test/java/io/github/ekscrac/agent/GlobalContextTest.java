package io.github.ekscrac.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.util.List;
import org.crac.CheckpointException;
import org.crac.Context;
import org.crac.Core;
import org.crac.Resource;
import org.crac.RestoreException;
import org.junit.jupiter.api.Test;

class GlobalContextTest extends AgentTest {
    @Test
    void reverseOrderBeforeAndRegistrationOrderAfter() throws Exception {
        recorder("first");
        recorder("second");
        recorder("third");
        stage.restoreNext();
        Core.checkpointRestore();
        assertEquals(
                List.of("before third", "before second", "before first", "after first", "after second", "after third"),
                calls);
    }

    @Test
    void everyResourceIsCalledEvenWhenSomeThrow() throws Exception {
        recorder(
                "first",
                () -> {
                    throw new IOException("one");
                },
                () -> {});
        recorder("second", () -> {}, () -> {
            throw new IllegalStateException("three");
        });
        recorder(
                "third",
                () -> {
                    throw new AssertionError("two");
                },
                () -> {});
        var ready = stage.restoreNext();
        CheckpointException failure = assertThrows(CheckpointException.class, Core::checkpointRestore);
        assertEquals(6, calls.size());
        assertEquals(
                List.of("two", "one", "three"),
                List.of(failure.getSuppressed()).stream()
                        .map(Throwable::getMessage)
                        .toList());
        assertTrue(ready.get().contains("\"state\":\"failed\""));
        assertTrue(
                ready.get()
                        .contains(
                                "\"code\":\"hook-threw\",\"class\":\"java.io.IOException\",\"message\":\"one\",\"stack\":[\"io.github.ekscrac.agent.GlobalContextTest"),
                ready.get());
    }

    @Test
    void failureOfAfterRestoreIsRestoreException() throws Exception {
        recorder("first", () -> {}, () -> {
            throw new IOException("broken");
        });
        recorder("second");
        stage.restoreNext();
        RestoreException failure = assertThrows(RestoreException.class, Core::checkpointRestore);
        assertEquals("broken", failure.getSuppressed()[0].getMessage());
        assertEquals("after second", calls.get(3));
        assertTrue(stage.report().contains("\"state\":\"failed\""));
    }

    @Test
    void nestedContextIsNotifiedInItsPlace() throws Exception {
        recorder("outer first");
        Nested nested = register(new Nested());
        nested.register(new Recorder("inner first", calls));
        nested.register(new Recorder("inner second", calls));
        recorder("outer last");
        stage.restoreNext();
        Core.checkpointRestore();
        assertEquals(
                List.of(
                        "before outer last",
                        "before inner second",
                        "before inner first",
                        "before outer first",
                        "after outer first",
                        "after inner first",
                        "after inner second",
                        "after outer last"),
                calls);
    }

    @Test
    void nestedContextsExceptionCarriesItsOwn() {
        Nested nested = register(new Nested());
        nested.register(new Recorder(
                "inner",
                calls,
                () -> {
                    throw new IOException("inside");
                },
                () -> {}));
        CheckpointException failure = assertThrows(CheckpointException.class, Core::checkpointRestore);
        assertEquals("inside", failure.getSuppressed()[0].getSuppressed()[0].getMessage());
        assertTrue(stage.ready().contains("inside"));
    }

    @Test
    void resourcesAreHeldWeakly() throws Exception {
        WeakReference<Resource> lost = forgotten();
        recorder("kept");
        for (int i = 0; i < 50 && lost.get() != null; i++) {
            System.gc();
            Thread.sleep(10);
        }
        stage.restoreNext();
        Core.checkpointRestore();
        assertEquals(List.of("before kept", "after kept"), calls);
    }

    private WeakReference<Resource> forgotten() {
        Recorder recorder = new Recorder("lost", calls);
        Core.getGlobalContext().register(recorder);
        return new WeakReference<>(recorder);
    }

    @Test
    void equalResourcesAreDifferentOnes() throws Exception {
        register(new Equal());
        register(new Equal());
        stage.restoreNext();
        Core.checkpointRestore();
        assertEquals(4, calls.size());
    }

    @Test
    void serviceGoesOnAfterFailureAndSucceedsNextTime() throws Exception {
        boolean[] broken = {true};
        recorder(
                "resource",
                () -> {
                    if (broken[0]) throw new IOException("not now");
                },
                () -> {});
        assertThrows(CheckpointException.class, Core::checkpointRestore);
        stage.clear();
        broken[0] = false;
        stage.restoreNext();
        Core.checkpointRestore();
        assertEquals(List.of("before resource", "after resource", "before resource", "after resource"), calls);
        assertFalse(stage.report().contains("not now"));
    }

    private final class Equal extends Recorder {
        Equal() {
            super("equal", calls);
        }

        @Override
        public boolean equals(Object other) {
            return true;
        }

        @Override
        public int hashCode() {
            return 1;
        }
    }

    /** A context as a framework would write it. */
    private static final class Nested extends Context<Resource> {
        private final List<Resource> resources = new java.util.ArrayList<>();

        @Override
        public void register(Resource resource) {
            resources.add(resource);
        }

        @Override
        public void beforeCheckpoint(Context<? extends Resource> context) throws CheckpointException {
            CheckpointException failure = new CheckpointException();
            for (int i = resources.size() - 1; i >= 0; i--) {
                try {
                    resources.get(i).beforeCheckpoint(this);
                } catch (Exception e) {
                    failure.addSuppressed(e);
                }
            }
            if (failure.getSuppressed().length > 0) throw failure;
        }

        @Override
        public void afterRestore(Context<? extends Resource> context) throws RestoreException {
            for (Resource resource : resources) {
                try {
                    resource.afterRestore(this);
                } catch (Exception e) {
                    throw new RestoreException(e.getMessage());
                }
            }
        }
    }
}
