package io.github.ekscrac.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.prng.DigestRandomGenerator;
import org.bouncycastle.crypto.prng.EntropySource;
import org.bouncycastle.crypto.prng.SP800SecureRandom;
import org.bouncycastle.crypto.prng.SP800SecureRandomBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.Test;

class SecurityProvidersTest extends LibraryTest {
    /** Two generators with the same state, and the same entropy, stand for two copies. */
    private static SP800SecureRandom copy() {
        return new SP800SecureRandomBuilder(bits -> new EntropySource() {
                    @Override
                    public boolean isPredictionResistant() {
                        return false;
                    }

                    @Override
                    public byte[] getEntropy() {
                        return new byte[bits / 8];
                    }

                    @Override
                    public int entropySize() {
                        return bits;
                    }
                })
                .buildHash(new SHA256Digest(), new byte[0], false);
    }

    private static byte[] next(SecureRandom random) {
        byte[] bytes = new byte[16];
        random.nextBytes(bytes);
        return bytes;
    }

    @Test
    void bouncyCastlesGeneratorsAreReseeded() throws Exception {
        SP800SecureRandom one = copy();
        SP800SecureRandom other = copy();
        assertEquals(Arrays.toString(next(one)), Arrays.toString(next(other)));
        restored(one);
        assertFalse(Arrays.equals(next(one), next(other)));
    }

    @Test
    void bouncyCastlesProviderIsMadeOfThem() throws Exception {
        for (String algorithm : new String[] {"DEFAULT", "NONCEANDIV"}) {
            SecureRandom random = SecureRandom.getInstance(algorithm, new BouncyCastleProvider());
            next(random);
            // Both draw from a generator in a static field of the provider.
            Object[] roots = {random, Class.forName("org.bouncycastle.jcajce.provider.drbg.DRBG$Default")};
            assertTrue(restored(roots).bytes() >= 32, algorithm);
            assertFalse(Arrays.equals(next(random), next(random)));
        }
    }

    @Test
    void bouncyCastlesDigestGeneratorGetsMoreSeed() throws Exception {
        byte[] bytes = new byte[16];
        byte[] others = new byte[16];
        DigestRandomGenerator one = new DigestRandomGenerator(new SHA256Digest());
        DigestRandomGenerator other = new DigestRandomGenerator(new SHA256Digest());
        restored(one);
        one.nextBytes(bytes);
        other.nextBytes(others);
        assertFalse(Arrays.equals(bytes, others));
    }

    @Test
    void correttosIsAFinding() throws Exception {
        assumeTrue(AmazonCorrettoCryptoProvider.INSTANCE.getLoadingError() == null);
        SecureRandom random = SecureRandom.getInstance("LibCryptoRng", AmazonCorrettoCryptoProvider.INSTANCE);
        assertEquals(16, next(random).length);
        assertEquals(
                List.of(
                        "com.amazon.corretto.crypto.provider.LibCryptoRng$SPI.engineNextBytes: the state of AWS-LC's generator, in native memory; "
                                + "start the capture with -Dcom.amazon.corretto.crypto.provider.registerSecureRandom=false"),
                findings(random));
    }
}
