package io.github.ekscrac.agent;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.SecureRandomSpi;
import java.security.Security;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Generators with their state in memory. A second generator with the same state stands for that of another copy. */
class SecureRandomTest extends AgentTest {
    private static final String DRBG_CONFIG = "securerandom.drbg.config";

    private SecureRandom held;
    private final Queue<SecureRandom> queue = new ConcurrentLinkedQueue<>();

    @AfterEach
    void forget() {
        held = null;
        queue.clear();
    }

    @Test
    void sha1prngHeldInAQueue() throws Exception {
        queue.add(SecureRandom.getInstance("SHA1PRNG"));
        differs(queue.peek());
    }

    @Test
    void sha1prngByProvider() throws Exception {
        differs(held = SecureRandom.getInstance("SHA1PRNG", "SUN"));
        differs(held = SecureRandom.getInstance("SHA1PRNG", Security.getProvider("SUN")));
        assertEquals(
                "SHA1PRNG SUN", held.getAlgorithm() + " " + held.getProvider().getName());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Hash_DRBG", "HMAC_DRBG", "CTR_DRBG", "CTR_DRBG,no_df", "Hash_DRBG,SHA-512,256,pr_and_reseed"})
    void drbgOfEveryMechanism(String config) throws Exception {
        String before = Security.getProperty(DRBG_CONFIG);
        Security.setProperty(DRBG_CONFIG, config);
        try {
            held = SecureRandom.getInstance("DRBG");
            held.nextLong();
            SecureRandom other = copyOf(held);
            restored();
            assertNotEquals(other.nextLong(), held.nextLong());
        } finally {
            Security.setProperty(DRBG_CONFIG, before);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"SHA1PRNG", "DRBG"})
    void whatIsDrawnBetweenTheCheckpointAndTheNoticeOfTheRestore(String algorithm) throws Exception {
        held = SecureRandom.getInstance(algorithm);
        held.nextLong();
        ReseedingSecureRandomSpi.checkpointMayHappen();
        try {
            SecureRandom other = copyOf(held);
            assertNotEquals(other.nextLong(), held.nextLong());
        } finally {
            ReseedingSecureRandomSpi.checkpointIsOver();
        }
    }

    @Test
    void newOnesAreNotSeededByTheOldSeeder() throws Exception {
        SecureRandom.getInstance("SHA1PRNG").nextLong();
        Object seeder = TestInternals.GET
                .field("sun.security.provider.SecureRandom$SeederHolder", "seeder")
                .get(null);
        Map<Field, Object> state = state(seeder);
        long first = SecureRandom.getInstance("SHA1PRNG").nextLong();
        putBack(seeder, state);
        assertNotEquals(first, SecureRandom.getInstance("SHA1PRNG").nextLong());
    }

    @Test
    void theReserveOfEveryKernelGenerator() throws Exception {
        for (String algorithm : new String[] {"NativePRNG", "NativePRNGBlocking", "NativePRNGNonBlocking"}) {
            SecureRandom.getInstance(algorithm).nextLong();
        }
        restored();
        for (String type : new String[] {"NativePRNG", "NativePRNG$Blocking", "NativePRNG$NonBlocking"}) {
            Object shared = TestInternals.GET
                    .field("sun.security.provider." + type, "INSTANCE")
                    .get(null);
            assertEquals(
                    0, TestInternals.GET.field(shared.getClass(), "buffered").getInt(shared), type);
        }
    }

    @Test
    void seededByTheProgramItStaysDeterministicWhereThatIsAllowed() throws Exception {
        held = seeded();
        stage.allow(SecureRandomTest.class.getName() + ".held");
        assertTrue(restored().contains("\"state\":\"ready\""));
        SecureRandom same = seeded();
        byte[] expected = new byte[20];
        byte[] drawn = new byte[20];
        same.nextBytes(expected);
        held.nextBytes(drawn);
        assertArrayEquals(expected, drawn);
    }

    @Test
    void seededByTheProgramItEndsTheCheckpointWithItsClassAndField() throws Exception {
        held = seeded();
        String ready = refused();
        assertTrue(ready.contains("\"code\":\"copied-state\""), ready);
        assertTrue(
                ready.contains(
                        "io.github.ekscrac.agent.SecureRandomTest.held: a SecureRandom (SHA1PRNG) that was seeded before its first number, "
                                + "so every restored copy draws the same numbers from it; let it seed itself (no setSeed before the first number)"),
                ready);
    }

    @Test
    void seededLaterItIsNoFinding() throws Exception {
        held = SecureRandom.getInstance("SHA1PRNG");
        held.nextLong();
        held.setSeed(42);
        assertTrue(restored().contains("\"state\":\"ready\""));
    }

    @Test
    void seededAndForgottenItIsNoFinding() throws Exception {
        seeded().nextLong();
        assertTrue(restored().contains("\"state\":\"ready\""));
    }

    @Test
    void anotherProvidersIsGivenASeedAndNamed() throws Exception {
        Counting counting = new Counting();
        held = new SecureRandom(counting, Security.getProvider("SunJCE")) {};
        String ready = restored();
        assertTrue(
                ready.contains(
                        "io.github.ekscrac.agent.SecureRandomTest.held holds a SecureRandom of the provider SunJCE ("),
                ready);
        assertTrue(counting.seeds > 0);
    }

    @Test
    void aNameThatAllowsNothingIsReported() throws Exception {
        stage.allow("com.acme.Dice.random");
        String ready = restored();
        assertTrue(
                ready.contains("checkpoint.allowCopied has entries that match no finding: com.acme.Dice.random"),
                ready);
    }

    @Test
    void theJdksOwnOrderOfProvidersStays() throws Exception {
        assertEquals("SUN", Security.getProviders()[0].getName());
        assertFalse(SecureRandom.getInstanceStrong().getAlgorithm().isEmpty());
        Provider.Service service = Security.getProvider("SUN").getService("SecureRandom", "SHA1PRNG");
        assertEquals("true", service.getAttribute("ThreadSafe"));
    }

    private static SecureRandom seeded() throws Exception {
        SecureRandom generator = SecureRandom.getInstance("SHA1PRNG");
        generator.setSeed(42);
        return generator;
    }

    private void differs(SecureRandom generator) throws Exception {
        generator.nextLong();
        SecureRandom other = copyOf(generator);
        restored();
        assertNotEquals(other.nextLong(), generator.nextLong());
    }

    /** Makes the generator of another copy: the JDK's, in the same state. */
    private static SecureRandom copyOf(SecureRandom generator) throws Exception {
        ReseedingSecureRandomSpi fresh = (ReseedingSecureRandomSpi) spi(generator);
        Object jdks = spi(fresh.jdks());
        SecureRandom other = SecureRandom.getInstance(generator.getAlgorithm());
        other.nextLong();
        Object others = spi(((ReseedingSecureRandomSpi) spi(other)).jdks());
        if (jdks.getClass().getSimpleName().equals("DRBG")) {
            Field implementation = TestInternals.GET.field(jdks.getClass(), "impl");
            putBack(implementation.get(others), state(implementation.get(jdks)));
            assertEquals(
                    implementation.get(jdks).getClass(),
                    implementation.get(others).getClass());
        } else {
            putBack(others, state(jdks));
        }
        return new SecureRandom((SecureRandomSpi) others, generator.getProvider()) {};
    }

    private static Object spi(SecureRandom generator) throws Exception {
        return TestInternals.GET.field(SecureRandom.class, "secureRandomSpi").get(generator);
    }

    private static Map<Field, Object> state(Object object) throws Exception {
        Map<Field, Object> state = new HashMap<>();
        for (Class<?> type = object.getClass();
                type != SecureRandomSpi.class && type != Object.class;
                type = type.getSuperclass()) {
            for (Field declared : type.getDeclaredFields()) {
                if (Modifier.isStatic(declared.getModifiers())
                        || declared.getType().getName().startsWith("java.security.Message")) continue;
                Field field = TestInternals.GET.field(type, declared.getName());
                Object value = field.get(object);
                state.put(field, value instanceof byte[] bytes ? bytes.clone() : value);
            }
        }
        return state;
    }

    private static void putBack(Object object, Map<Field, Object> state) throws Exception {
        for (Map.Entry<Field, Object> entry : state.entrySet()) {
            Object value = entry.getValue();
            entry.getKey().set(object, value instanceof byte[] bytes ? bytes.clone() : value);
        }
    }

    /** A generator of a provider that does not know about restores. */
    private static final class Counting extends SecureRandomSpi {
        private static final long serialVersionUID = 1L;
        private byte next;
        private int seeds;

        @Override
        protected void engineSetSeed(byte[] seed) {
            seeds++;
        }

        @Override
        protected void engineNextBytes(byte[] bytes) {
            for (int i = 0; i < bytes.length; i++) bytes[i] = next++;
        }

        @Override
        protected byte[] engineGenerateSeed(int count) {
            return new byte[count];
        }
    }
}
