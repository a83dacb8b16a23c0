package io.github.ekscrac.agent;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.SecureRandomParameters;
import java.security.SecureRandomSpi;

/**
 * Wraps a generator of the JDK that has its state in memory (SHA1PRNG, DRBG), and seeds it from the kernel at its first
 * use and after every restore. One that the program seeds before its first number stays deterministic, as specified.
 */
final class ReseedingSecureRandomSpi extends SecureRandomSpi {
    private static final long serialVersionUID = 1L;
    /** The most that a mechanism takes (CTR_DRBG with AES-256 and no derivation function). */
    private static final int SEED_BYTES = 48;

    /** The number of restores; an instance that has seen fewer needs a new seed. */
    private static volatile int restores;
    /**
     * Whether the process may be dumped at any moment. Until the restore is noticed, each number is drawn from a new
     * seed.
     */
    private static volatile boolean checkpointPossible;

    private final SecureRandom jdks;
    private volatile boolean used;
    private volatile boolean seededByProgram;
    private volatile int seen;

    ReseedingSecureRandomSpi(SecureRandomSpi jdks, Provider provider) {
        this.jdks = new Own(jdks, provider);
    }

    static void checkpointMayHappen() {
        checkpointPossible = true;
    }

    static void checkpointIsOver() {
        restores++;
        checkpointPossible = false;
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
        if (used && (seededByProgram || (seen == restores && !checkpointPossible))) return;
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

    /** Makes the JDK's implementation accessible through the public methods of SecureRandom. */
    private static final class Own extends SecureRandom {
        private static final long serialVersionUID = 1L;

        Own(SecureRandomSpi spi, Provider provider) {
            super(spi, provider);
        }
    }
}
