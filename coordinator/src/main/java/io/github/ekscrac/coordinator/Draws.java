package io.github.ekscrac.coordinator;

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
import java.util.UUID;

/**
 * What a restored process draws from every generator that can be named, for the gate's clone probe: a digest by the name
 * of its source. Two copies in which one is the same have copied state. Loaded in copies of the gate alone.
 */
final class Draws {
    private static final int BYTES = 32;

    private final Map<String, String> digests = new LinkedHashMap<>();

    static Map<String, String> of(CopiedState state) throws ReflectiveOperationException, GeneralSecurityException {
        Draws draws = new Draws();
        draws.made();
        draws.held(state);
        return draws.digests;
    }

    /** What is made or asked for after the restore. */
    private void made() throws GeneralSecurityException {
        add("UUID.randomUUID()", UUID.randomUUID());
        add("Math.random()", Math.random());
        add("new Random()", new Random().nextLong());
        add("new SplittableRandom()", new SplittableRandom().nextLong());
        List<Integer> cards = new ArrayList<>();
        for (int i = 0; i < 100; i++) cards.add(i);
        Collections.shuffle(cards);
        add("Collections.shuffle()", cards);
        add("new SecureRandom()", new SecureRandom());
        add("SecureRandom.getInstanceStrong()", SecureRandom.getInstanceStrong());
        for (String algorithm : new String[] {"SHA1PRNG", "DRBG"}) {
            add("SecureRandom.getInstance(\"" + algorithm + "\")", SecureRandom.getInstance(algorithm));
        }
    }

    /** What was there before the freeze. */
    private void held(CopiedState state) throws ReflectiveOperationException, GeneralSecurityException {
        for (Map.Entry<String, Long> seed : state.threadSeeds().entrySet()) add(seed.getKey(), seed.getValue());
        for (SecureRandoms.Held held : state.secureRandoms()) {
            if (!held.seededByProgram()) add(held.label(), held.generator());
        }
        for (Map.Entry<String, byte[]> one : state.states().entrySet()) add(one.getKey(), Arrays.toString(one.getValue()));
    }

    private void add(String label, SecureRandom generator) throws GeneralSecurityException {
        byte[] numbers = new byte[BYTES];
        generator.nextBytes(numbers);
        add(label, Arrays.toString(numbers));
    }

    private void add(String label, Object numbers) throws GeneralSecurityException {
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(String.valueOf(numbers).getBytes());
        digests.put(unused(digests, label), HexFormat.of().formatHex(digest));
    }

    /** Several of one name are told apart by their order, which all copies share. */
    static String unused(Map<String, ?> names, String label) {
        String name = label;
        for (int number = 2; names.containsKey(name); number++) name = label + " #" + number;
        return name;
    }
}
