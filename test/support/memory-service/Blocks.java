import java.util.ArrayList;
import java.util.List;

/** Memory of the C library: small blocks in the arenas of several threads, and large ones that are mappings. */
final class Blocks implements Part {
    private static final long KIB = 1024;
    private static final long MIB = KIB * KIB;
    /** From 128 KiB a block is a mapping; glibc moves that limit up to 32 MiB when such blocks are freed. */
    private static final long[] LARGE = {129 * KIB, MIB, 3 * MIB + 512, 33 * MIB};
    private static final int SMALL = 400;
    private static final int THREADS = 4;

    private record Block(long address, long bytes, long seed) {
        void check() {
            Pattern.check(address, bytes, seed, bytes + " bytes");
        }
    }

    private final List<Block> blocks = new ArrayList<>();

    @Override
    public void fill() throws InterruptedException {
        // The largest first: freeing it would make arenas of all others.
        for (int i = LARGE.length - 1; i >= 0; i--) blocks.add(allocate(LARGE[i], blocks.size()));
        inThreads(() -> small(1));
        // Holes between those that are kept, which are dirty.
        for (int i = LARGE.length; i < blocks.size(); i++) {
            if (i % 2 == 0) Pattern.MEMORY.freeMemory(blocks.get(i).address());
        }
        List<Block> kept = new ArrayList<>();
        for (int i = 0; i < blocks.size(); i++) if (i < LARGE.length || i % 2 != 0) kept.add(blocks.get(i));
        blocks.clear();
        blocks.addAll(kept);
    }

    @Override
    public void checkKept() {
        for (Block block : blocks) block.check();
    }

    /** Each block grows, keeps what was in it, and is freed in the end. */
    @Override
    public String exercise() throws InterruptedException {
        int grown = 0;
        for (int i = 0; i < blocks.size(); i++) {
            Block block = blocks.get(i);
            long bytes = block.bytes() * 2 + 4096;
            long address = Pattern.MEMORY.reallocateMemory(block.address(), bytes);
            Pattern.check(address, block.bytes(), block.seed(), "grown from " + block.bytes() + " bytes");
            Pattern.fill(address, bytes, block.seed());
            Pattern.check(address, bytes, block.seed(), bytes + " bytes, grown");
            grown++;
            // Too much for the container if all stayed so large.
            long rest = Math.min(bytes, block.bytes());
            blocks.set(i, new Block(Pattern.MEMORY.reallocateMemory(address, rest), rest, block.seed()));
        }
        checkKept();
        inThreads(() -> {
            for (Block block : small(7)) free(block);
        });
        checkKept();
        return "{\"grown\":" + grown + "}";
    }

    private List<Block> small(int seed) {
        List<Block> made = new ArrayList<>();
        for (int i = 0; i < SMALL; i++) made.add(allocate(64 + (i * 977L) % (60 * KIB), seed * 100_000L + i));
        synchronized (blocks) {
            if (seed == 1) blocks.addAll(made);
        }
        return made;
    }

    private static Block allocate(long bytes, long seed) {
        long address = Pattern.MEMORY.allocateMemory(bytes);
        Pattern.fill(address, bytes, seed);
        return new Block(address, bytes, seed);
    }

    private static void free(Block block) {
        block.check();
        Pattern.MEMORY.freeMemory(block.address());
    }

    static void inThreads(Runnable work) throws InterruptedException {
        List<Throwable> thrown = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            Thread thread = new Thread(work);
            thread.setUncaughtExceptionHandler((t, e) -> { synchronized (thrown) { thrown.add(e); } });
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) thread.join();
        if (!thrown.isEmpty()) throw new AssertionError(thrown.get(0));
    }
}
