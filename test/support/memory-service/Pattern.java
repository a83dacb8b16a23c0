import java.lang.reflect.Field;
import sun.misc.Unsafe;

/** Bytes that tell where they belong: a page of another place, or of zeros, is never taken for them. */
final class Pattern {
    static final Unsafe MEMORY = unsafe();
    private static final int WORD = 8;

    private Pattern() {}

    static void fill(long address, long bytes, long seed) {
        for (long at = 0; at + WORD <= bytes; at += WORD) MEMORY.putLong(address + at, word(seed, at));
    }

    static void check(long address, long bytes, long seed, String what) {
        for (long at = 0; at + WORD <= bytes; at += WORD) {
            expect(MEMORY.getLong(address + at), word(seed, at), what, at);
        }
    }

    static void checkZeros(long address, long bytes, String what) {
        for (long at = 0; at + WORD <= bytes; at += WORD) expect(MEMORY.getLong(address + at), 0, what, at);
    }

    static void fill(long[] words, long seed) {
        for (int i = 0; i < words.length; i++) words[i] = word(seed, (long) i * WORD);
    }

    static void check(long[] words, long seed, String what) {
        for (int i = 0; i < words.length; i++) expect(words[i], word(seed, (long) i * WORD), what, (long) i * WORD);
    }

    static void checkZeros(long[] words, String what) {
        for (int i = 0; i < words.length; i++) expect(words[i], 0, what, (long) i * WORD);
    }

    static long word(long seed, long at) {
        long mixed = (seed * 0x9E3779B97F4A7C15L) ^ (at + 1) * 0xBF58476D1CE4E5B9L;
        return (mixed ^ (mixed >>> 31)) | 1;
    }

    private static void expect(long found, long wanted, String what, long at) {
        if (found == wanted) return;
        throw new AssertionError(String.format("%s: %x instead of %x at %d", what, found, wanted, at));
    }

    private static Unsafe unsafe() {
        try {
            Field field = Unsafe.class.getDeclaredField("theUnsafe");
            field.setAccessible(true);
            return (Unsafe) field.get(null);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
