import java.util.ArrayList;
import java.util.List;

/** Arrays that are held, and a heap that grows and gives memory back. */
final class Heap implements Part {
    private static final int WORDS = 32 * 1024;
    private static final int HELD = 40;
    private static final int MORE = 140;
    private static final int COLLECTIONS = 3;
    private static final long PATIENCE_MS = 6_000;

    /** The compiler knows that a new array is zeros, unless another thread may have written it. */
    private static volatile long[] published;

    private List<long[]> held = new ArrayList<>();
    private long seed;

    @Override
    public void fill() {
        grow(MORE);
        collect();
        held = arrays(HELD, ++seed);
        // Some of the heap was used and is free again at the checkpoint.
        grow(MORE / 4);
    }

    @Override
    public void checkKept() {
        for (int i = 0; i < held.size(); i++) Pattern.check(held.get(i), seed * 1000 + i, "array " + i);
    }

    @Override
    public String exercise() throws InterruptedException {
        held = new ArrayList<>();
        long low = shrunk(Long.MAX_VALUE);
        long high = grow(MORE);
        long again = shrunk(high);
        held = arrays(HELD, ++seed);
        collect();
        checkKept();
        return String.format("{\"low\":%d,\"high\":%d,\"again\":%d}", low, high, again);
    }

    /** Fills arrays and lets them go; returns how much memory the heap had then. */
    private long grow(int count) {
        List<long[]> more = arrays(count, 1_000_000);
        for (int i = 0; i < count; i++) Pattern.check(more.get(i), 1_000_000_000 + i, "new array " + i);
        return Runtime.getRuntime().totalMemory();
    }

    private static List<long[]> arrays(int count, long seed) {
        List<long[]> arrays = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            published = new long[WORDS];
            Pattern.checkZeros(published, "a new array");
            Pattern.fill(published, seed * 1000 + i);
            arrays.add(published);
        }
        return arrays;
    }

    /** Some collectors give memory back in a thread of their own. */
    private static long shrunk(long below) throws InterruptedException {
        long end = System.currentTimeMillis() + PATIENCE_MS;
        do {
            collect();
            Thread.sleep(100);
        } while (Runtime.getRuntime().totalMemory() >= below && System.currentTimeMillis() < end);
        return Runtime.getRuntime().totalMemory();
    }

    private static void collect() {
        published = null;
        for (int i = 0; i < COLLECTIONS; i++) System.gc();
    }
}
