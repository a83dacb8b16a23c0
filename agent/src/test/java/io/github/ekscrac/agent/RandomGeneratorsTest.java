package io.github.ekscrac.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.crac.Core;
import org.junit.jupiter.api.Test;

/**
 * Without CRIU there are no two copies of a process to compare. Instead the same state is set before and after the
 * restore: the next number must differ.
 */
class RandomGeneratorsTest extends AgentTest {
    private void differs(LongSupplier next, Runnable reset) throws Exception {
        reset.run();
        long expected = next.getAsLong();
        reset.run();
        assertEquals(expected, next.getAsLong());
        reset.run();
        stage.clear();
        stage.restoreNext();
        Core.checkpointRestore();
        assertNotEquals(expected, next.getAsLong());
    }

    @Test
    void generatorOfEveryThread() throws Exception {
        differs(
                () -> ThreadLocalRandom.current().nextLong(),
                () -> set(Thread.class, "threadLocalRandomSeed", Thread.currentThread()));
    }

    @Test
    void generatorOfMath() throws Exception {
        Math.random();
        Random own = (Random) get("java.lang.Math$RandomNumberGeneratorHolder", "randomNumberGenerator");
        differs(() -> Double.doubleToLongBits(Math.random()), () -> own.setSeed(1));
    }

    @Test
    void newSplittableRandoms() throws Exception {
        new SplittableRandom();
        var counter = (AtomicLong) get("java.util.SplittableRandom", "defaultGen");
        differs(() -> new SplittableRandom().nextLong(), () -> counter.set(1));
    }

    @Test
    void newGeneratorsOfEveryAlgorithm() throws Exception {
        RandomGenerator own = RandomGenerator.of("L64X128MixRandom");
        var counter = (AtomicLong)
                TestInternals.GET.field(own.getClass(), "defaultGen").get(null);
        differs(() -> RandomGenerator.of("L64X128MixRandom").nextLong(), () -> counter.set(1));
    }

    @Test
    void explicitlySeededOnesStay() throws Exception {
        Random own = new Random(42);
        stage.restoreNext();
        Core.checkpointRestore();
        assertEquals(new Random(42).nextLong(), own.nextLong());
    }

    private static void set(Class<?> type, String field, Object target) {
        try {
            TestInternals.GET.field(type, field).setLong(target, 1);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Object get(String type, String field) throws Exception {
        return TestInternals.GET.field(type, field).get(null);
    }
}
