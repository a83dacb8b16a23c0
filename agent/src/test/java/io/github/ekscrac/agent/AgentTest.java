package io.github.ekscrac.agent;

import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.crac.CheckpointException;
import org.crac.Core;
import org.crac.Resource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** The JVM of the tests has the agent; each test has its own resources, and an exchange directory without leftovers. */
abstract class AgentTest {
    final FakeStage stage = new FakeStage();
    final List<String> calls = Collections.synchronizedList(new ArrayList<>());
    private final List<Resource> alive = new ArrayList<>();

    @BeforeEach
    void begin() throws Exception {
        forgetResources();
        stage.clear();
    }

    @AfterEach
    void forgetResources() throws Exception {
        alive.clear();
        Object global = io.github.ekscrac.crac.Core.getGlobalContext();
        var resources = global.getClass().getDeclaredField("resources");
        resources.setAccessible(true);
        ((List<?>) resources.get(global)).clear();
    }

    /** The API holds resources weakly, so the test keeps a reference. */
    <R extends Resource> R register(R resource) {
        alive.add(resource);
        Core.getGlobalContext().register(resource);
        return resource;
    }

    Recorder recorder(String name) {
        return register(new Recorder(name, calls));
    }

    Recorder recorder(String name, Recorder.Hook before, Recorder.Hook after) {
        return register(new Recorder(name, calls, before, after));
    }

    /** Makes a checkpoint and restores it; returns what was reported to the stage before. */
    String restored() throws Exception {
        stage.clearAnswers();
        var ready = stage.restoreNext();
        Core.checkpointRestore();
        return ready.get();
    }

    /** Requests a checkpoint that is refused; returns what was reported to the stage. */
    String refused() throws Exception {
        stage.clearAnswers();
        var ready = stage.restoreNext();
        assertThrows(CheckpointException.class, Core::checkpointRestore);
        return ready.get();
    }
}
