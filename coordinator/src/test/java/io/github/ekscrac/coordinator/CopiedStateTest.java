package io.github.ekscrac.coordinator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.reflect.Field;
import java.security.SecureRandom;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CopiedStateTest extends CoordinatorTest {
    private static Random dice;
    private SecureRandom generator;

    @AfterEach
    void forget() {
        dice = null;
        generator = null;
    }

    @Test
    void aRandomThatTheServiceHoldsStaysAndIsReported() throws Exception {
        dice = new Random(42);
        String ready = restored();
        assertTrue(ready.contains("\"state\":\"ready\""), ready);
        assertTrue(ready.contains("every restored copy draws the same numbers from the java.util.Random in io.github.ekscrac.coordinator.CopiedStateTest.dice"), ready);
        assertEquals(new Random(42).nextLong(), dice.nextLong());
    }

    @Test
    void whatTheSpecAllowsIsNotReported() throws Exception {
        dice = new Random();
        stage.allow(CopiedStateTest.class.getName() + ".dice");
        String ready = restored();
        assertFalse(ready.contains("CopiedStateTest.dice"), ready);
        assertFalse(ready.contains("allowed-unused"), ready);
    }

    @Test
    void aLocalVariableIsNamed() throws Exception {
        SecureRandom seeded = SecureRandom.getInstance("SHA1PRNG");
        seeded.setSeed(1);
        String ready = refused();
        assertTrue(ready.contains("a local variable of a running method: a SecureRandom (SHA1PRNG)"), ready);
        assertNotEquals(0, seeded.nextLong());
    }

    @Test
    void generatorsOfVirtualThreads() throws Exception {
        assumeTrue(Runtime.version().feature() >= 21);
        CountDownLatch drawn = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        Thread thread = (Thread) Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, (Runnable) () -> {
            ThreadLocalRandom.current().nextLong();
            drawn.countDown();
            try {
                end.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        drawn.await();
        Field seed = TestInternals.GET.field(Thread.class, "threadLocalRandomSeed");
        long before = seed.getLong(thread);
        restored();
        assertNotEquals(before, seed.getLong(thread));
        end.countDown();
    }

    @Test
    void theProbeDrawsFromAllThatCanBeNamed() throws Exception {
        generator = SecureRandom.getInstance("SHA1PRNG");
        ThreadLocalRandom.current().nextInt();
        Report report = new Report();
        Internals internals = TestInternals.GET;
        Map<String, String> first;
        Map<String, String> second;
        try (Heap heap = Heap.read(internals, report)) {
            CopiedState state = new CopiedState(internals, heap, new Allowed(FakeStage.DIRECTORY.resolve("allowed").toFile()));
            first = Draws.of(state);
            state.refresh();
            second = Draws.of(state);
        }
        for (String label : new String[] {"UUID.randomUUID()", "Math.random()", "new Random()", "new SplittableRandom()", "Collections.shuffle()", "new SecureRandom()",
            "SecureRandom.getInstanceStrong()", "SecureRandom.getInstance(\"SHA1PRNG\")", "SecureRandom.getInstance(\"DRBG\")",
            "SecureRandom SHA1PRNG held by io.github.ekscrac.coordinator.CopiedStateTest.generator", "ThreadLocalRandom of thread main"}) {
            assertNotEquals(first.get(label), second.get(label), label);
            assertTrue(first.get(label).matches("[0-9a-f]{64}"), label);
        }
    }
}
