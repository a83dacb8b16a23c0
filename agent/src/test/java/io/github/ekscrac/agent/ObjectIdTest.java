package io.github.ekscrac.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.atomic.AtomicInteger;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.Test;

class ObjectIdTest extends LibraryTest {
    private static final int COMPILED = 50_000;

    @Test
    void ofBson5HasAnotherRandomPart() throws Exception {
        differs(() -> new ObjectId().toHexString().substring(8, 18));
    }

    @Test
    void ofBson5GoesOnFromAnotherCounter() throws Exception {
        ObjectId id = new ObjectId();
        AtomicInteger counter =
                (AtomicInteger) field(ObjectId.class, "NEXT_COUNTER").get(null);
        int captured = counter.get();
        restored();
        assertNotEquals(captured, counter.get());
        assertNotEquals(id, new ObjectId());
    }

    /** The JIT inlines constants. */
    @Test
    void ofCompiledCodeHasAnotherRandomPart() throws Exception {
        String captured = "";
        for (int i = 0; i < COMPILED; i++) {
            captured = new ObjectId().toHexString().substring(8, 18);
        }
        restored();
        for (int i = 0; i < COMPILED; i++) {
            assertNotEquals(captured, new ObjectId().toHexString().substring(8, 18));
        }
    }

    @Test
    void ofBson4HasAnotherRandomPart() throws Exception {
        Class<?> type = older("bson").loadClass(ObjectId.class.getName());
        assertNotEquals(ObjectId.class, type);
        String captured = type.getConstructor().newInstance().toString();
        assertEquals(
                captured.substring(8, 18),
                type.getConstructor().newInstance().toString().substring(8, 18));
        restored();
        String next = type.getConstructor().newInstance().toString();
        assertNotEquals(captured.substring(8, 14), next.substring(8, 14));
        assertTrue(Short.parseShort(next.substring(14, 18), 16) >= 0, next);
    }

    @Test
    void ofHutoolHasAnotherMachineAndProcess() throws Exception {
        differs(() -> cn.hutool.core.lang.ObjectId.next().substring(8, 16));
    }
}
