import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Direct buffers, of which Java promises that they are zeros at first. */
final class Direct implements Part {
    private static final int[] SIZES = {100, 5_000, 70_000, 200_000, 2_000_000, 6_000_000};

    private final List<ByteBuffer> held = new ArrayList<>();

    @Override
    public void fill() {
        for (int size : SIZES) held.add(filled(size));
    }

    @Override
    public void checkKept() {
        for (ByteBuffer buffer : held) check(buffer);
    }

    @Override
    public String exercise() {
        held.clear();
        // Buffers are freed when they are collected.
        System.gc();
        fill();
        checkKept();
        return "{\"buffers\":" + held.size() + "}";
    }

    private static ByteBuffer filled(int size) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(size);
        for (int at = 0; at < size; at++) {
            if (buffer.get(at) != 0) throw new AssertionError("a new buffer of " + size + " is not zero at " + at);
        }
        for (int at = 0; at + 8 <= size; at += 8) buffer.putLong(at, Pattern.word(size, at));
        return buffer;
    }

    private static void check(ByteBuffer buffer) {
        int size = buffer.capacity();
        for (int at = 0; at + 8 <= size; at += 8) {
            if (buffer.getLong(at) != Pattern.word(size, at)) {
                throw new AssertionError("a buffer of " + size + " has other bytes at " + at);
            }
        }
    }
}
