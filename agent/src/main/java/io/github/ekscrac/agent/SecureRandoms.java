package io.github.ekscrac.agent;

import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/**
 * The SecureRandoms that exist at the checkpoint. Those that read from the kernel need nothing, and a
 * {@link ReseedingSecureRandomSpi} reseeds itself. The others are reseeded after the restore: generators inside the
 * JDK, and those of other providers.
 */
final class SecureRandoms {
    private static final int SEED_BYTES = 48;
    private static final String DRBG = "sun.security.provider.DRBG";
    private static final String KERNEL = "sun.security.provider.NativePRNG";

    /** A generator with its state in memory, and what holds it. */
    record Held(SecureRandom generator, String holder, boolean seededByProgram) {
        String label() {
            return "SecureRandom " + generator.getAlgorithm() + " held by " + holder;
        }
    }

    private final JdkInternals internals;
    private final Field implementation;
    private final List<Held> held = new ArrayList<>();
    private final List<SecureRandom> foreign = new ArrayList<>();
    private final List<Object> within = new ArrayList<>();
    private final Set<Object> seeded = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Method setSeed;
    private final Method setSeedOfDrbg;
    private Object[] generators;

    SecureRandoms(JdkInternals internals, HeapWalker heap) throws ReflectiveOperationException {
        this.internals = internals;
        implementation = internals.field(SecureRandom.class, "secureRandomSpi");
        Class<?> sha1 = Class.forName("sun.security.provider.SecureRandom", false, null);
        Class<?> drbg = Class.forName("sun.security.provider.AbstractDrbg", false, null);
        setSeed = internals.method(sha1, "engineSetSeed", byte[].class);
        setSeedOfDrbg = internals.method(drbg, "engineSetSeed", byte[].class);
        generators = fromMemory(heap.instances(SecureRandom.class));
        for (Object one : generators) spare(implementation.get(one));
        for (Class<?> type : new Class<?>[] {sha1, drbg}) {
            for (Object one : heap.instances(type)) {
                if (!seeded.contains(one)) within.add(one);
            }
        }
    }

    /** Generators that have their state in memory. */
    private Object[] fromMemory(Object[] all) throws ReflectiveOperationException {
        List<Object> some = new ArrayList<>();
        for (Object one : all) {
            Object spi = implementation.get(one);
            boolean own = one.getClass().getName().startsWith(ReseedingSecureRandomSpi.class.getName());
            if (spi != null && !own && !spi.getClass().getName().startsWith(KERNEL)) some.add(one);
        }
        return some.toArray();
    }

    /** The generator that is wrapped by one that the program seeded must stay deterministic. */
    private void spare(Object spi) throws ReflectiveOperationException {
        if (!(spi instanceof ReseedingSecureRandomSpi fresh) || !fresh.seededByProgram()) return;
        Object jdks = implementation.get(fresh.jdks());
        seeded.add(jdks);
        if (jdks.getClass().getName().equals(DRBG)) {
            seeded.add(internals.field(jdks.getClass(), "impl").get(jdks));
        }
    }

    /** Generators whose holders are to be found. */
    Object[] generators() {
        return generators;
    }

    void heldBy(String[] holders) throws ReflectiveOperationException {
        for (int i = 0; i < generators.length; i++) {
            SecureRandom generator = (SecureRandom) generators[i];
            Object spi = implementation.get(generator);
            if (holders[i] != null) {
                held.add(new Held(
                        generator,
                        holders[i],
                        spi instanceof ReseedingSecureRandomSpi fresh && fresh.seededByProgram()));
            }
            if (holders[i] != null && !(spi instanceof ReseedingSecureRandomSpi)) foreign.add(generator);
        }
        generators = new Object[0];
    }

    List<Held> held() {
        return held;
    }

    List<CopiedStateFinding> findings() {
        List<CopiedStateFinding> findings = new ArrayList<>();
        for (Held one : held) {
            if (!one.seededByProgram()) continue;
            findings.add(new CopiedStateFinding(
                    one.holder(),
                    "a SecureRandom (" + one.generator().getAlgorithm()
                            + ") that was seeded before its first number, so every restored copy draws the same numbers from it",
                    "let it seed itself (no setSeed before the first number)"));
        }
        return findings;
    }

    /** A generator of another provider is reseeded, but only the provider knows whether its numbers then differ. */
    List<Warning> warnings() {
        List<Warning> warnings = new ArrayList<>();
        for (Held one : held) {
            if (!foreign.contains(one.generator())) continue;
            SecureRandom generator = one.generator();
            String provider = generator.getProvider() == null
                    ? "no provider"
                    : "the provider " + generator.getProvider().getName();
            warnings.add(
                    new Warning(
                            CopiedStateFinding.CODE,
                            one.holder() + " holds a SecureRandom of " + provider + " ("
                                    + generator.getClass().getName() + ", " + generator.getAlgorithm()
                                    + "): it is reseeded after the restore, and the gate's clone probe checks whether that is enough"));
        }
        return warnings;
    }

    void refresh() throws ReflectiveOperationException, IOException {
        for (Object one : within) {
            Method set = setSeed.getDeclaringClass().isInstance(one) ? setSeed : setSeedOfDrbg;
            set.invoke(one, (Object) KernelRandom.bytes(SEED_BYTES));
        }
        for (SecureRandom one : foreign) one.setSeed(KernelRandom.bytes(SEED_BYTES));
    }
}
