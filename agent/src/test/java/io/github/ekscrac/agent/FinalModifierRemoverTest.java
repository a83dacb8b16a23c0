package io.github.ekscrac.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Modifier;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import relocated.org.bson.types.ObjectId;

class FinalModifierRemoverTest {
    private static final String NAME = ObjectId.class.getName().replace('.', '/');
    private final FinalModifierRemover transformer = new FinalModifierRemover();

    private static byte[] file(Class<?> type) throws Exception {
        try (var bytes = type.getResourceAsStream(type.getSimpleName() + ".class")) {
            return bytes.readAllBytes();
        }
    }

    private byte[] transform(String name, byte[] bytes) {
        return transformer.transform(null, name, null, null, bytes);
    }

    /** The agent of this JVM has transformed the class. */
    @Test
    void onlyFieldsOfTheTableAreNoLongerFinal() throws Exception {
        assertFalse(Modifier.isFinal(
                ObjectId.class.getDeclaredField("RANDOM_VALUE1").getModifiers()));
        assertTrue(Modifier.isFinal(
                ObjectId.class.getDeclaredField("OBJECT_ID_LENGTH").getModifiers()));
        assertEquals(123_456, ObjectId.random());
        assertEquals(12, ObjectId.length());
    }

    @Test
    void oneBitOfTheClassFileIsAnother() throws Exception {
        byte[] before = file(ObjectId.class);
        byte[] untouched = before.clone();
        byte[] after = transform(NAME, before);
        int different = 0;
        for (int i = 0; i < before.length; i++) different += Integer.bitCount((before[i] ^ after[i]) & 0xff);
        assertEquals(1, different);
        assertTrue(Arrays.equals(untouched, before), "the given array belongs to the JVM");
    }

    @Test
    void otherClassesStayAsTheyAre() throws Exception {
        assertNull(transform("service/ObjectId", file(ObjectId.class)));
        assertNull(transform("java/lang/String", file(ObjectId.class)));
        assertNull(transform(null, file(ObjectId.class)));
        assertNull(transformer.transform(null, NAME, ObjectId.class, null, file(ObjectId.class)));
        assertNull(transform(
                "relocated/cn/hutool/core/lang/ObjectId", file(relocated.cn.hutool.core.lang.ObjectId.class)));
    }

    @Test
    void whatIsNoClassFileStaysAsItIs() throws Exception {
        byte[] bytes = file(ObjectId.class);
        for (int length : new int[] {0, 9, 20, 200}) assertNull(transform(NAME, Arrays.copyOf(bytes, length)));
        byte[] odd = bytes.clone();
        odd[10] = 99;
        assertNull(transform(NAME, odd));
    }
}
