import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** Threads that are deep in their stacks at the checkpoint, and ended ones, whose stacks the C library keeps for others. */
final class Stacks implements Part {
    private static final int THREADS = 24;
    private static final int DEPTH = 2_000;

    private final List<Deep> waiting = new ArrayList<>();

    private static final class Deep extends Thread {
        final CountDownLatch reached = new CountDownLatch(1);
        final CountDownLatch goOn = new CountDownLatch(1);
        private final int seed;
        private final boolean waits;
        long sum;

        Deep(int seed, boolean waits) {
            this.seed = seed;
            this.waits = waits;
        }

        @Override
        public void run() {
            sum = descend(DEPTH, seed, seed * 3L, seed * 5L);
        }

        private long descend(int depth, long a, long b, long c) {
            if (depth > 0) return descend(depth - 1, a + 1, b + a, c ^ b) + (a ^ b ^ c);
            reached.countDown();
            if (waits) await(goOn);
            return a;
        }

        long expected() {
            long a = seed;
            long b = seed * 3L;
            long c = seed * 5L;
            long all = 0;
            for (int depth = DEPTH; depth > 0; depth--) {
                all += a ^ b ^ c;
                c ^= b;
                b += a;
                a += 1;
            }
            return all + a;
        }
    }

    @Override
    public void fill() throws InterruptedException {
        startAndEnd();
        wait(7);
    }

    @Override
    public void checkKept() throws InterruptedException {
        for (Deep thread : waiting) {
            thread.goOn.countDown();
            end(thread);
        }
        waiting.clear();
    }

    @Override
    public String exercise() throws InterruptedException {
        checkKept();
        startAndEnd();
        startAndEnd();
        wait(11);
        return "{\"waiting\":" + waiting.size() + "}";
    }

    private void wait(int seed) throws InterruptedException {
        for (int i = 0; i < THREADS; i++) {
            Deep thread = new Deep(seed + i, true);
            thread.start();
            thread.reached.await();
            waiting.add(thread);
        }
    }

    private static void startAndEnd() throws InterruptedException {
        List<Deep> threads = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) threads.add(new Deep(i + 100, false));
        for (Deep thread : threads) thread.start();
        for (Deep thread : threads) end(thread);
    }

    private static void end(Deep thread) throws InterruptedException {
        thread.join();
        if (thread.sum != thread.expected()) throw new AssertionError("a stack had other values: " + thread.sum);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
