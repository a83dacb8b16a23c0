package io.github.ekscrac.agent;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import com.fasterxml.uuid.EthernetAddress;
import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.NoArgGenerator;
import com.fasterxml.uuid.UUIDTimer;
import com.github.f4b6a3.uuid.factory.standard.TimeBasedFactory;
import com.github.f4b6a3.uuid.factory.standard.TimeOrderedFactory;
import com.github.f4b6a3.uuid.util.MachineId;
import java.util.Arrays;
import java.util.Random;
import java.util.UUID;
import org.hibernate.id.uuid.CustomVersionOneStrategy;
import org.hibernate.id.uuid.Helper;
import org.hibernate.id.uuid.UuidVersion6Strategy;
import org.hibernate.id.uuid.UuidVersion7Strategy;
import org.junit.jupiter.api.Test;

class UuidLibrariesTest extends LibraryTest {
    private static void stays(UUID captured, UUID next) {
        assertEquals(captured.version(), next.version());
        assertEquals(captured.variant(), next.variant());
    }

    @Test
    void hibernate7IdentifiesAnotherJvm() throws Exception {
        byte[] captured = Helper.getJvmIdentifierBytes().clone();
        String hex = Helper.getJvmIdentifierHexString();
        differs(Helper::getJvmIdentifierInt);
        assertFalse(Arrays.equals(captured, Helper.getJvmIdentifierBytes()));
        assertNotEquals(hex, Helper.getJvmIdentifierHexString());
        assertEquals(8, Helper.getJvmIdentifierHexString().length());
    }

    @Test
    void hibernate7sVersion1HasAnotherFirstHalf() throws Exception {
        CustomVersionOneStrategy strategy = new CustomVersionOneStrategy();
        UUID captured = strategy.generateUuid(null);
        differs(() -> strategy.generateUuid(null).getMostSignificantBits(), strategy);
        stays(captured, strategy.generateUuid(null));
    }

    /** Both draw a new random part from SecureRandom whenever the time has advanced, as it has after a restore. */
    @Test
    void hibernate7sVersions6And7AreDrawnAnew() {
        assertNotEquals(
                UuidVersion6Strategy.INSTANCE.generateUuid(null).getLeastSignificantBits() & 0xffff_ffff_ffffL,
                UuidVersion6Strategy.INSTANCE.generateUuid(null).getLeastSignificantBits() & 0xffff_ffff_ffffL);
        UuidVersion7Strategy strategy = new UuidVersion7Strategy(java.time.Instant.EPOCH, 5);
        assertNotEquals(6, strategy.generateUuid(null).getLeastSignificantBits() & Long.MAX_VALUE >> 1);
    }

    @Test
    void hibernate6IdentifiesAnotherJvm() throws Exception {
        ClassLoader older = older("hibernate");
        Class<?> helper = older.loadClass(Helper.class.getName());
        Object strategy = older.loadClass(CustomVersionOneStrategy.class.getName())
                .getConstructor()
                .newInstance();
        var jvm = helper.getMethod("getJvmIdentifierInt");
        var half = strategy.getClass().getMethod("getMostSignificantBits");
        var hex = field(older.loadClass("org.hibernate.id.AbstractUUIDGenerator"), "JVM");
        Object[] captured = {jvm.invoke(null), half.invoke(strategy), hex.get(null)};
        restored(strategy);
        assertNotEquals(captured[0], jvm.invoke(null));
        assertNotEquals(captured[1], half.invoke(strategy));
        assertNotEquals(captured[2], hex.get(null));
    }

    @Test
    void jugsTimeBasedOnesHaveAnotherNodeAndSequence() throws Exception {
        EthernetAddress card = EthernetAddress.valueOf("00:11:22:33:44:55");
        for (NoArgGenerator generator :
                new NoArgGenerator[] {Generators.timeBasedGenerator(), Generators.timeBasedReorderedGenerator(card)}) {
            UUID captured = generator.generate();
            differs(() -> generator.generate().getLeastSignificantBits(), generator);
            stays(captured, generator.generate());
            assertEquals(1, generator.generate().getLeastSignificantBits() >> 40 & 1, "no real card has this bit");
        }
    }

    @Test
    void jugsTimerGoesOnFromAnotherSequence() throws Exception {
        Random random = new Random(1);
        UUIDTimer timer = new UUIDTimer(random, null);
        random.setSeed(1);
        int captured = timer.getClockSequence();
        restored(timer);
        assertNotEquals(captured, timer.getClockSequence());
        assertNotEquals(new Random(1).nextLong(), random.nextLong());
    }

    @Test
    void jugLooksForItsNetworkCardAgain() throws Exception {
        var address = field(Generators.class, "_preferredIfAddr");
        address.set(null, EthernetAddress.valueOf("00:11:22:33:44:55"));
        restored();
        assertEquals(null, address.get(null));
    }

    @Test
    void uuidCreatorHasAnotherNodeAndSequence() throws Exception {
        TimeBasedFactory random = TimeBasedFactory.builder().build();
        TimeOrderedFactory hash = TimeOrderedFactory.builder().withHashNodeId().build();
        TimeOrderedFactory card = TimeOrderedFactory.builder().withMacNodeId().build();
        for (var factory : new com.github.f4b6a3.uuid.factory.AbstTimeBasedFactory[] {random, hash, card}) {
            UUID captured = factory.create();
            differs(() -> factory.create().getLeastSignificantBits() & 0xffff_ffff_ffffL, factory);
            stays(captured, factory.create());
        }
    }

    @Test
    void uuidCreatorForgetsTheMachine() throws Exception {
        byte[] captured = MachineId.getMachineHash();
        assertArrayEquals(captured, MachineId.getMachineHash());
        restored();
        assertEquals(null, field(MachineId.class, "hash").get(null));
        assertEquals(
                null,
                field(Class.forName("com.github.f4b6a3.uuid.util.internal.NetworkUtil"), "hostname")
                        .get(null));
    }
}
