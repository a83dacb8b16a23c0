package io.github.ekscrac.coordinator;

import java.io.FileInputStream;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Two processes restored from one checkpoint would draw the same numbers. The JDK's own generators and the counters
 * that it seeds new ones from get fresh seeds from the kernel. A generator that the service holds cannot be reached.
 */
final class Randomness {
    private static final int SEED_BYTES = 32;

    private final List<AtomicLong> counters = new ArrayList<>();
    private final List<Random> generators = new ArrayList<>();
    private final Field threadSeed;
    private Object kernelBuffer;
    private Field kernelBuffered;
    private SecureRandom uuids;

    Randomness(Internals internals, Report report) throws ReflectiveOperationException {
        threadSeed = internals.field(Thread.class, "threadLocalRandomSeed");
        counters.add((AtomicLong) internals.field(ThreadLocalRandom.class, "seeder").get(null));
        counters.add((AtomicLong) internals.field(Random.class, "seedUniquifier").get(null));
        for (Class<?> type : internals.loadedClasses()) collect(type, internals);
        secure(report);
    }

    /** Classes that are not loaded yet will seed themselves after the restore. */
    private void collect(Class<?> type, Internals internals) throws ReflectiveOperationException {
        String module = type.getModule().getName();
        if (!"java.base".equals(module) && !"jdk.random".equals(module)) return;
        switch (type.getName()) {
            case "java.util.SplittableRandom" -> counters.add((AtomicLong) internals.field(type, "defaultGen").get(null));
            case "java.lang.Math$RandomNumberGeneratorHolder", "java.lang.StrictMath$RandomNumberGeneratorHolder" ->
                add(internals.field(type, "randomNumberGenerator").get(null));
            case "java.util.Collections" -> add(internals.field(type, "r").get(null));
            case "java.util.UUID$Holder" -> uuids = (SecureRandom) internals.field(type, "numberGenerator").get(null);
            case "sun.security.provider.NativePRNG" -> {
                kernelBuffer = internals.field(type, "INSTANCE").get(null);
                if (kernelBuffer != null) kernelBuffered = internals.field(kernelBuffer.getClass(), "buffered");
            }
            default -> {
                String home = type.getPackageName();
                boolean algorithm = home.equals("jdk.random") || home.equals("jdk.internal.random");
                if (algorithm && type.getName().endsWith("Random")) {
                    counters.add((AtomicLong) internals.field(type, "defaultGen").get(null));
                }
            }
        }
    }

    private void add(Object generator) {
        if (generator != null) generators.add((Random) generator);
    }

    /** The usual one reads the kernel's generator anew; any other kind goes on where the capture stood. */
    private void secure(Report report) {
        String algorithm = new SecureRandom().getAlgorithm();
        if (algorithm.startsWith("NativePRNG")) {
            uuids = null;
        } else {
            report.warn(new Refusal("secure-random", "this JVM's default SecureRandom is " + algorithm
                + ", of which every restored copy draws the same numbers from instances made before the checkpoint: remove the option that chose it (java.security.egd, a provider)"));
        }
    }

    Void refresh() throws ReflectiveOperationException, IOException {
        List<Thread> threads = threads();
        ByteBuffer seeds = fromKernel(8 * (counters.size() + generators.size() + threads.size()) + SEED_BYTES);
        for (AtomicLong counter : counters) counter.set(seeds.getLong());
        for (Random generator : generators) generator.setSeed(seeds.getLong());
        for (Thread thread : threads) threadSeed.setLong(thread, seeds.getLong());
        // A hundred milliseconds of the kernel's numbers are kept in reserve.
        if (kernelBuffered != null) kernelBuffered.setInt(kernelBuffer, 0);
        if (uuids != null) {
            byte[] seed = new byte[SEED_BYTES];
            seeds.get(seed);
            uuids.setSeed(seed);
        }
        return null;
    }

    /** All platform threads, carriers of virtual ones among them. */
    private static List<Thread> threads() {
        ThreadGroup root = Thread.currentThread().getThreadGroup();
        if (root == null) return Collections.emptyList();
        while (root.getParent() != null) root = root.getParent();
        Thread[] all = new Thread[2 * root.activeCount() + 16];
        int count = root.enumerate(all, true);
        List<Thread> threads = new ArrayList<>(count);
        for (int i = 0; i < count; i++) threads.add(all[i]);
        return threads;
    }

    private static ByteBuffer fromKernel(int bytes) throws IOException {
        try (FileInputStream kernel = new FileInputStream("/dev/urandom")) {
            return ByteBuffer.wrap(kernel.readNBytes(bytes));
        }
    }
}
