package io.github.ekscrac.agent;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.SecureRandomParameters;
import java.security.SecureRandomSpi;

/**
 * A generator of the JDK whose numbers follow from a seed in memory (SHA1PRNG, DRBG): seeded by the kernel when it is
 * first used and again after every restore. One that the program seeded before its first number goes on as its contract
 * says.
 */
final class ReseedingSecureRandomSpi extends SecureRandomSpi {
    private static final long serialVersionUID = 1L;
    /** At least what the strongest mechanism takes (CTR_DRBG with AES-256 and no derivation function: 48). */
    private static final int SEED_BYTES = 48;

    /** How many restores there were; an instance that saw fewer needs a seed. */
    private static volatile int restores;
    /**
     * Whether the process may be frozen at any moment: what is drawn before a restore was noticed must be fresh, too.
     */
    private static volatile boolean freezing;

    private final SecureRandom jdks;
    private volatile boolean used;
    private volatile boolean seededByProgram;
    private volatile int seen;

    ReseedingSecureRandomSpi(SecureRandomSpi jdks, Provider provider) {
        this.jdks = new Own(jdks, provider);
    }

    static void mayFreeze() {
        freezing = true;
    }

    static void resumed() {
        restores++;
        freezing = false;
    }

    boolean seededByProgram() {
        return seededByProgram;
    }

    SecureRandom jdks() {
        return jdks;
    }

    @Override
    protected void engineSetSeed(byte[] seed) {
        synchronized (jdks) {
            if (!used) seededByProgram = true;
            used = true;
            jdks.setSeed(seed);
        }
    }

    @Override
    protected void engineNextBytes(byte[] bytes) {
        seed();
        jdks.nextBytes(bytes);
    }

    @Override
    protected void engineNextBytes(byte[] bytes, SecureRandomParameters parameters) {
        seed();
        jdks.nextBytes(bytes, parameters);
    }

    @Override
    protected void engineReseed(SecureRandomParameters parameters) {
        if (parameters == null) jdks.reseed();
        else jdks.reseed(parameters);
    }

    @Override
    protected byte[] engineGenerateSeed(int count) {
        return jdks.generateSeed(count);
    }

    @Override
    protected SecureRandomParameters engineGetParameters() {
        return jdks.getParameters();
    }

    @Override
    public String toString() {
        return jdks.toString();
    }

    private void seed() {
        if (used && (seededByProgram || (seen == restores && !freezing))) return;
        synchronized (jdks) {
            if (seededByProgram) return;
            seen = restores;
            used = true;
            try {
                jdks.setSeed(KernelRandom.bytes(SEED_BYTES));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** The JDK's own implementation, reached by the public methods of a SecureRandom. */
    private static final class Own extends SecureRandom {
        private static final long serialVersionUID = 1L;

        Own(SecureRandomSpi spi, Provider provider) {
            super(spi, provider);
        }
    }
}
