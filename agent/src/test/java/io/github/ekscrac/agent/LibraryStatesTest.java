package io.github.ekscrac.agent;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.uuid.Generators;
import com.github.yitter.contract.IdGeneratorOptions;
import com.github.yitter.core.SnowWorkerM1;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.quartz.impl.jdbcjobstore.JobStoreTX;

@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class LibraryStatesTest extends LibraryTest {
    private static final int ROUNDS = 101;
    private static final long HALF_A_MILLISECOND = 500_000;

    private static LibraryStates over(Class<?>... loaded) throws ReflectiveOperationException {
        return new LibraryStates(TestInternals.GET, HeapWalker.empty(), loaded);
    }

    @Test
    void aServiceWithoutSuchLibrariesHasNothingToDo() throws Exception {
        LibraryStates libraries = over(String.class, int[].class, LibraryStatesTest.class);
        assertEquals(0, libraries.bytes());
        assertEquals(List.of(), new ArrayList<>(libraries.findings()));
        assertEquals(Map.of(), libraries.states());
        assertEquals(List.of(), libraries.unknown());
        refresh(libraries);
    }

    /** Its initializer would draw numbers at capture, which otherwise each copy draws for itself. */
    @Test
    void aClassThatIsNotInitializedStaysSo() throws Exception {
        Class<?> type = Class.forName(ObjectId.class.getName(), false, older("bson"));
        assertEquals(0, over(type).bytes());
        Class<?> unsafe = Class.forName("jdk.internal.misc.Unsafe");
        Object one = field(unsafe, "theUnsafe").get(null);
        assertTrue((boolean) TestInternals.GET
                .method(unsafe, "shouldBeInitialized", Class.class)
                .invoke(one, type));
    }

    @Test
    void aRelocatedClassMatchesToo() throws Exception {
        int captured = relocated.org.bson.types.ObjectId.random();
        refresh(over(relocated.org.bson.types.ObjectId.class));
        assertNotEquals(captured, relocated.org.bson.types.ObjectId.random());
        assertEquals(12, relocated.org.bson.types.ObjectId.length());
    }

    @Test
    void aVersionThatKeepsItsStateElsewhereIsReported() throws Exception {
        Class<?> type = relocated.org.hibernate.id.uuid.Helper.class;
        assertTrue(relocated.org.hibernate.id.uuid.Helper.JVM_IDENTIFIER_INT != null);
        assertEquals(List.of(type.getName()), over(type).unknown());
        new ObjectId();
        assertEquals(List.of(), over(ObjectId.class).unknown());
    }

    @Test
    void aConstantThatCannotBeSetIsAFinding() throws Exception {
        assertEquals(123_456, relocated.cn.hutool.core.lang.ObjectId.MACHINE);
        List<CopiedStateFinding> findings = new ArrayList<>(
                over(relocated.cn.hutool.core.lang.ObjectId.class).findings());
        assertEquals(1, findings.size());
        assertEquals("relocated.cn.hutool.core.lang.ObjectId.MACHINE", findings.get(0).holder);
        assertEquals("a constant with a value for this process alone", findings.get(0).what);
        assertEquals(
                "its class was loaded before the eks-crac agent was: put the agent's -javaagent option first",
                findings.get(0).remedy);
    }

    @Test
    void garbageIsNoFinding() throws Exception {
        Object[] kept = {new SnowWorkerM1(new IdGeneratorOptions((short) 1))};
        LibraryStates libraries = captured(kept[0]);
        System.gc();
        assertEquals(1, libraries.findings().size());
        Reference.reachabilityFence(kept);
        kept[0] = null;
        System.gc();
        assertEquals(0, libraries.findings().size());
    }

    @Test
    void statesAreEqualUntilTheyAreRefreshed() throws Exception {
        new ObjectId();
        JobStoreTX store = new JobStoreTX();
        store.setInstanceId("host1767225600000");
        LibraryStates libraries = captured(store, Generators.timeBasedGenerator(), Generators.timeBasedGenerator());
        Map<String, byte[]> first = libraries.states();
        Map<String, byte[]> copy = libraries.states();
        // Drawing a number changes the state of a Random.
        for (String label : first.keySet()) {
            if (!label.endsWith("._random")) assertArrayEquals(first.get(label), copy.get(label), label);
        }
        assertTrue(
                first.keySet()
                        .containsAll(List.of(
                                "org.bson.types.ObjectId.RANDOM_VALUE",
                                "org.quartz.impl.jdbcjobstore.JobStoreSupport.instanceId",
                                "com.fasterxml.uuid.impl.TimeBasedGenerator._uuidL2",
                                "com.fasterxml.uuid.impl.TimeBasedGenerator._uuidL2 2")),
                first.keySet().toString());
        assertFalse(
                first.containsKey("com.fasterxml.uuid.UUIDTimer._clockSequence"),
                "sixteen bits are equal by chance too often");
        refresh(libraries);
        Map<String, byte[]> other = libraries.states();
        for (String label : first.keySet()) assertFalse(Arrays.equals(first.get(label), other.get(label)), label);
    }

    /**
     * Classes that a restored copy loads cost it milliseconds. First, because method handles that were called often get
     * a class of their own.
     */
    @Test
    @Order(1)
    void aRefreshAfterTheRestoreLoadsNoClass() throws Exception {
        new ObjectId();
        LibraryStates libraries = captured(new JobStoreTX(), Generators.timeBasedGenerator());
        refresh(libraries);
        List<Class<?>> known = Arrays.asList(TestInternals.GET.loadedClasses());
        refresh(libraries);
        List<String> loaded = new ArrayList<>();
        for (Class<?> type : TestInternals.GET.loadedClasses()) {
            boolean ours = type.getName().matches("(io.github.ekscrac|java.lang.invoke|jdk.internal.reflect).*");
            if (ours && !known.contains(type)) loaded.add(type.getName());
        }
        assertEquals(List.of(), loaded);
    }

    @Test
    void aRefreshIsQuick() throws Exception {
        new ObjectId();
        Object[] generators = new Object[20];
        for (int i = 0; i < generators.length; i++) generators[i] = Generators.timeBasedGenerator();
        LibraryStates libraries = captured(generators);
        long[] times = new long[ROUNDS];
        for (int i = 0; i < ROUNDS; i++) {
            long began = System.nanoTime();
            refresh(libraries);
            times[i] = System.nanoTime() - began;
        }
        Arrays.sort(times);
        assertTrue(times[ROUNDS / 2] < HALF_A_MILLISECOND, Arrays.toString(times));
    }
}
