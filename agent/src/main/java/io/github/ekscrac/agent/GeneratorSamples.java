package io.github.ekscrac.agent;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.UUID;

/**
 * What a restored process draws from each generator that can be named, for the gate's clone probe: digests by the name
 * of their source. Two copies that have a digest in common have copied state. The service may have drawn numbers too,
 * more in one copy than in another, so each source yields a sequence: every stretch of it is hashed, and the smallest
 * few digests are kept, because overlapping sequences have those in common. Initialized only in copies that the gate
 * starts.
 */
final class GeneratorSamples {
    private static final int KEPT = 4;
    /** Fewer for a new generator, because seeding takes time. */
    private static final int MADE = 16;

    private static final int DRAWN = 256;
    private static final int BITS = 2048;
    private static final int WORD_BITS = 64;
    private static final int NUMBER_BYTES = 4;
    private static final int NUMBERS = 4;
    /** What a ThreadLocalRandom adds to its seed for each number. */
    private static final long GAMMA = 0x9e3779b97f4a7c15L;

    private final Map<String, List<String>> digests = new LinkedHashMap<>();
    private final MessageDigest sha256;

    /** Returns the next number of a sequence. */
    private interface Source {
        Object next() throws GeneralSecurityException;
    }

    private GeneratorSamples() throws GeneralSecurityException {
        sha256 = MessageDigest.getInstance("SHA-256");
    }

    static Map<String, List<String>> of(UniqueState state)
            throws ReflectiveOperationException, GeneralSecurityException {
        GeneratorSamples draws = new GeneratorSamples();
        draws.made();
        draws.held(state);
        return draws.digests;
    }

    /** Generators that are created or looked up after the restore. */
    private void made() throws GeneralSecurityException {
        add("UUID.randomUUID()", MADE, 1, UUID::randomUUID);
        add("Math.random()", DRAWN, 1, Math::random);
        add("new Random()", DRAWN, 1, () -> new Random().nextLong());
        add("new SplittableRandom()", DRAWN, 1, () -> new SplittableRandom().nextLong());
        add("Collections.shuffle()", BITS, WORD_BITS, () -> {
            List<Integer> cards = Arrays.asList(0, 1);
            Collections.shuffle(cards);
            return cards.get(0);
        });
        add("new SecureRandom()", MADE, 1, () -> new SecureRandom().nextLong());
        add(
                "SecureRandom.getInstanceStrong()",
                1,
                1,
                () -> SecureRandom.getInstanceStrong().nextLong());
        for (String algorithm : new String[] {"SHA1PRNG", "DRBG"}) {
            add(
                    "SecureRandom.getInstance(\"" + algorithm + "\")",
                    MADE,
                    1,
                    () -> SecureRandom.getInstance(algorithm).nextLong());
        }
    }

    /** Generators and keys from before the checkpoint. */
    private void held(UniqueState state) throws ReflectiveOperationException, GeneralSecurityException {
        for (Map.Entry<String, Long> seed : state.threadSeeds().entrySet()) {
            long[] next = {seed.getValue()};
            add(seed.getKey(), DRAWN, 1, () -> next[0] += GAMMA);
        }
        for (SecureRandoms.Held held : state.secureRandoms()) {
            if (!held.seededByProgram()) add(held.label(), DRAWN, NUMBERS, () -> number(held.generator()));
        }
        for (Map.Entry<String, byte[]> one : state.states().entrySet()) {
            add(one.getKey(), 1, 1, () -> Arrays.toString(one.getValue()));
        }
    }

    private static String number(SecureRandom generator) {
        byte[] number = new byte[NUMBER_BYTES];
        generator.nextBytes(number);
        return HexFormat.of().formatHex(number);
    }

    private void add(String label, int count, int stretch, Source source) throws GeneralSecurityException {
        List<Object> run = new ArrayList<>(count);
        for (int i = 0; i < count; i++) run.add(source.next());
        TreeSet<String> sorted = new TreeSet<>();
        for (int from = 0; from + stretch <= count; from++) {
            byte[] text = run.subList(from, from + stretch).toString().getBytes(StandardCharsets.UTF_8);
            sorted.add(HexFormat.of().formatHex(sha256.digest(text)));
        }
        digests.put(unused(digests, label), new ArrayList<>(sorted).subList(0, Math.min(KEPT, sorted.size())));
    }

    /** Sources of the same name are numbered in their order, which is the same in all copies. */
    static String unused(Map<String, ?> names, String label) {
        String name = label;
        for (int number = 2; names.containsKey(name); number++) name = label + " #" + number;
        return name;
    }
}
