package io.github.ekscrac.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.reflect.Field;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.retry.backoff.FullJitterBackoffStrategy;

class UniqueStateTest extends AgentTest {
    private static Random dice;
    private static Object backoff;
    private SecureRandom generator;

    @AfterEach
    void forget() {
        dice = null;
        backoff = null;
        generator = null;
    }

    @Test
    void aRandomThatTheServiceHoldsStaysAndIsReported() throws Exception {
        dice = new Random(42);
        String ready = restored();
        assertTrue(ready.contains("\"state\":\"ready\""), ready);
        assertTrue(
                ready.contains(
                        "every restored copy draws the same numbers from the java.util.Random in io.github.ekscrac.agent.UniqueStateTest.dice"),
                ready);
        assertEquals(new Random(42).nextLong(), dice.nextLong());
    }

    @Test
    void aRandomOfALibraryThatIsReseededIsNotReported() throws Exception {
        backoff = FullJitterBackoffStrategy.builder()
                .baseDelay(Duration.ofSeconds(1))
                .maxBackoffTime(Duration.ofSeconds(9))
                .build();
        String ready = restored();
        assertTrue(ready.contains("\"state\":\"ready\""), ready);
        assertFalse(ready.contains("FullJitterBackoffStrategy"), ready);
    }

    @Test
    void whatTheSpecAllowsIsNotReported() throws Exception {
        dice = new Random();
        stage.allow(UniqueStateTest.class.getName() + ".dice");
        String ready = restored();
        assertFalse(ready.contains("UniqueStateTest.dice"), ready);
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
        Thread thread = (Thread) Thread.class
                .getMethod("startVirtualThread", Runnable.class)
                .invoke(null, (Runnable) () -> {
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
        JdkInternals internals = TestInternals.GET;
        Map<String, List<String>> first;
        Map<String, List<String>> second;
        try (HeapWalker heap = HeapWalker.open(internals, report)) {
            UniqueState state = new UniqueState(
                    internals,
                    heap,
                    new CopyAllowlist(FakeStage.DIRECTORY.resolve("allowed").toFile()));
            first = GeneratorSamples.of(state);
            state.refresh();
            second = GeneratorSamples.of(state);
        }
        for (String label : new String[] {
            "UUID.randomUUID()",
            "Math.random()",
            "new Random()",
            "new SplittableRandom()",
            "Collections.shuffle()",
            "new SecureRandom()",
            "SecureRandom.getInstanceStrong()",
            "SecureRandom.getInstance(\"SHA1PRNG\")",
            "SecureRandom.getInstance(\"DRBG\")",
            "SecureRandom SHA1PRNG held by io.github.ekscrac.agent.UniqueStateTest.generator",
            "ThreadLocalRandom of thread main"
        }) {
            assertTrue(Collections.disjoint(first.get(label), second.get(label)), label);
            for (String digest : first.get(label)) assertTrue(digest.matches("[0-9a-f]{64}"), label);
        }
    }

    /** As in two copies, one of which has had a request before the probe. */
    @Test
    void theProbeRecognizesAGeneratorThatTheServiceDrewFrom() throws Exception {
        Math.random();
        Collections.shuffle(new ArrayList<>(List.of(1, 2, 3)));
        JdkInternals internals = TestInternals.GET;
        Field seed = internals.field(Random.class, "seed");
        List<AtomicLong> seeds = new ArrayList<>();
        Class<?> math = Class.forName("java.lang.Math$RandomNumberGeneratorHolder");
        seeds.add((AtomicLong)
                seed.get(internals.field(math, "randomNumberGenerator").get(null)));
        seeds.add((AtomicLong) seed.get(internals.field(Collections.class, "r").get(null)));
        List<Long> captured = new ArrayList<>();
        for (AtomicLong one : seeds) captured.add(one.get());
        try (HeapWalker heap = HeapWalker.open(internals, new Report())) {
            UniqueState state = new UniqueState(
                    internals,
                    heap,
                    new CopyAllowlist(FakeStage.DIRECTORY.resolve("allowed").toFile()));
            Map<String, List<String>> first = GeneratorSamples.of(state);
            for (int i = 0; i < seeds.size(); i++) seeds.get(i).set(captured.get(i));
            for (int i = 0; i < 3; i++) Math.random();
            Collections.shuffle(new ArrayList<>(Collections.nCopies(50, 1)));
            Map<String, List<String>> second = GeneratorSamples.of(state);
            for (String label : new String[] {"Math.random()", "Collections.shuffle()"}) {
                assertFalse(Collections.disjoint(first.get(label), second.get(label)), label);
            }
        }
    }
}
