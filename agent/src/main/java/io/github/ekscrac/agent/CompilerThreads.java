package io.github.ekscrac.agent;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Waits for the JIT compiler threads. A method compiled before the checkpoint need not be compiled after every restore.
 */
final class CompilerThreads {
    private static final int ROUND_MS = 100;
    private static final int ROUNDS = 50;
    private static final int QUIET = 2;

    /** Until they have used no CPU time for two rounds, at most five seconds. */
    void settle() {
        long last = ticks();
        int quiet = 0;
        for (int round = 0; round < ROUNDS && quiet < QUIET; round++) {
            try {
                Thread.sleep(ROUND_MS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
            long now = ticks();
            quiet = now == last ? quiet + 1 : 0;
            last = now;
        }
    }

    private static long ticks() {
        long ticks = 0;
        String[] threads = new File("/proc/self/task").list();
        for (String thread : threads == null ? new String[0] : threads) {
            try {
                String stat = Files.readString(Path.of("/proc/self/task", thread, "stat"));
                if (!stat.contains("(C1 Compiler") && !stat.contains("(C2 Compiler")) continue;
                String[] columns = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
                ticks += Long.parseLong(columns[11]) + Long.parseLong(columns[12]);
            } catch (IOException e) {
                // The thread has ended.
            }
        }
        return ticks;
    }
}
