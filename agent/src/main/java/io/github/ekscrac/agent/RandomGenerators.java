package io.github.ekscrac.agent;

import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Two processes restored from one checkpoint would draw the same numbers. The JDK's own generators, and the counters
 * from which it seeds new ones, are reseeded from the kernel. A Random that the service holds may have been seeded on
 * purpose, so it is reported instead.
 */
final class RandomGenerators {
    private static final int LOOKED_AT = 200;
    private static final int NAMED = 10;
    private static final String THREAD_SEED = "threadLocalRandomSeed";

    private final List<AtomicLong> counters = new ArrayList<>();
    private final List<Random> generators = new ArrayList<>();
    private final List<Object> buffers = new ArrayList<>();
    private final List<Thread> virtualThreads = new ArrayList<>();
    private final Field threadSeed;
    private final Field threadProbe;
    private Field buffered;
    private Object[] held;

    /** @param reseeded generators that {@link LibraryStates} reseeds */
    RandomGenerators(JdkInternals internals, HeapWalker heap, List<Object> reseeded)
            throws ReflectiveOperationException {
        threadSeed = internals.field(Thread.class, THREAD_SEED);
        threadProbe = internals.field(Thread.class, "threadLocalRandomProbe");
        counters.add(
                (AtomicLong) internals.field(ThreadLocalRandom.class, "seeder").get(null));
        counters.add(
                (AtomicLong) internals.field(Random.class, "seedUniquifier").get(null));
        for (Class<?> type : internals.loadedClasses()) collect(type, internals, heap);
        held = held(heap.instances(Random.class), reseeded);
    }

    /** Classes that are not loaded yet seed their generators after the restore. */
    private void collect(Class<?> type, JdkInternals internals, HeapWalker heap) throws ReflectiveOperationException {
        String module = type.getModule().getName();
        if (!"java.base".equals(module) && !"jdk.random".equals(module)) return;
        switch (type.getName()) {
            case "java.util.SplittableRandom" ->
                counters.add((AtomicLong) internals.field(type, "defaultGen").get(null));
            case "java.lang.Math$RandomNumberGeneratorHolder", "java.lang.StrictMath$RandomNumberGeneratorHolder" ->
                add(internals.field(type, "randomNumberGenerator").get(null));
            case "java.util.Collections" -> add(internals.field(type, "r").get(null));
            case "sun.security.provider.NativePRNG",
                    "sun.security.provider.NativePRNG$Blocking",
                    "sun.security.provider.NativePRNG$NonBlocking" ->
                buffer(internals.field(type, "INSTANCE").get(null), internals);
            case "java.lang.VirtualThread" -> {
                for (Object thread : heap.instances(type)) {
                    if (((Thread) thread).isAlive()) virtualThreads.add((Thread) thread);
                }
            }
            default -> {
                String home = type.getPackageName();
                boolean algorithm = home.equals("jdk.random") || home.equals("jdk.internal.random");
                if (algorithm && type.getName().endsWith("Random")) {
                    counters.add(
                            (AtomicLong) internals.field(type, "defaultGen").get(null));
                }
            }
        }
    }

    private void add(Object generator) {
        if (generator != null) generators.add((Random) generator);
    }

    /** NativePRNG buffers bytes from the kernel for up to 100 ms. */
    private void buffer(Object ofKernel, JdkInternals internals) throws ReflectiveOperationException {
        if (ofKernel == null) return;
        buffers.add(ofKernel);
        buffered = internals.field(ofKernel.getClass(), "buffered");
    }

    private Object[] held(Object[] all, List<Object> reseeded) {
        List<Object> some = new ArrayList<>();
        for (Object one : all) {
            if (one instanceof SecureRandom
                    || one instanceof ThreadLocalRandom
                    || generators.contains(one)
                    || reseeded.contains(one)) continue;
            if (some.size() < LOOKED_AT) some.add(one);
        }
        return some.toArray();
    }

    /** Generators whose holders are to be found. */
    Object[] held() {
        return held;
    }

    /** Only a warning, because many services use a Random just for jitter; null when all holders are allowed. */
    Warning heldBy(String[] holders, CopyAllowlist allowlist) {
        held = new Object[0];
        Set<String> names = new LinkedHashSet<>();
        for (String holder : holders) {
            if (holder != null && !HolderFinder.ofJdk(holder) && !allowlist.allows(holder)) names.add(holder);
        }
        if (names.isEmpty()) return null;
        List<String> some = new ArrayList<>(names).subList(0, Math.min(NAMED, names.size()));
        return new Warning(
                CopiedStateFinding.CODE,
                "every restored copy draws the same numbers from the java.util.Random in " + String.join(", ", some)
                        + (names.size() > NAMED ? " and " + (names.size() - NAMED) + " more" : "")
                        + "; where that matters use ThreadLocalRandom or SecureRandom, otherwise add the field to checkpoint.allowCopied");
    }

    void refresh() throws ReflectiveOperationException, IOException {
        List<Thread> threads = threads();
        ByteBuffer seeds = KernelRandom.buffer(8 * (counters.size() + generators.size() + threads.size()));
        for (AtomicLong counter : counters) counter.set(seeds.getLong());
        for (Random generator : generators) generator.setSeed(seeds.getLong());
        for (Thread thread : threads) threadSeed.setLong(thread, seeds.getLong());
        for (Object ofKernel : buffers) buffered.setInt(ofKernel, 0);
    }

    /** The seed of each thread's ThreadLocalRandom, by the name of the thread. */
    Map<String, Long> seeds() throws ReflectiveOperationException {
        Map<String, Long> seeds = new LinkedHashMap<>();
        for (Thread thread : threads()) {
            if (threadProbe.getInt(thread) == 0) continue;
            String label =
                    "ThreadLocalRandom of thread " + (thread.getName().isEmpty() ? "without a name" : thread.getName());
            seeds.put(GeneratorSamples.unused(seeds, label), threadSeed.getLong(thread));
        }
        return seeds;
    }

    /**
     * All platform threads, with the carriers of virtual threads, and the virtual threads from before the checkpoint.
     */
    private List<Thread> threads() {
        ThreadGroup root = Thread.currentThread().getThreadGroup();
        if (root == null) return Collections.emptyList();
        while (root.getParent() != null) root = root.getParent();
        Thread[] all = new Thread[2 * root.activeCount() + 16];
        int count = root.enumerate(all, true);
        List<Thread> threads = new ArrayList<>(count + virtualThreads.size());
        threads.addAll(Arrays.asList(all).subList(0, count));
        threads.addAll(virtualThreads);
        return threads;
    }
}
