package io.github.ekscrac.agent;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Returns memory to the operating system before the checkpoint: pages that are not in it need not be read at every
 * start.
 *
 * <p>A full collection alone leaves the pages of the young generation resident, although they are empty. So the heap is
 * shrunk as far as possible, which uncommits the pages, and then grown to its old size, which commits them without
 * touching them. The restored service has the heap size of the warmed-up one, and no additional collections.
 */
final class MemoryTrimmer {
    private static final int SHRINKING = 5;
    private static final int GROWING = 4;

    private final JdkInternals internals;

    MemoryTrimmer(JdkInternals internals) {
        this.internals = internals;
    }

    Map<String, Object> trim(Report report) {
        Map<String, Object> sizes = new LinkedHashMap<>();
        sizes.put("residentBeforeKiB", resident());
        new CompilerThreads().settle();
        collect(report);
        sizes.put("residentCollectedKiB", resident());
        if (ManagementModules.complete()) trimNativeHeap(report);
        sizes.put("residentAfterKiB", resident());
        sizes.put("heapKiB", Runtime.getRuntime().totalMemory() / 1024);
        sizes.put("heapUsedKiB", used() / 1024);
        return sizes;
    }

    private void collect(Report report) {
        if (!ManagementModules.complete()) {
            System.gc();
            return;
        }
        try {
            resizeHeap(new VmFlags(internals));
        } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
            System.gc();
            report.warn(new Warning("jdk-unknown", "the heap cannot be resized on this JDK: " + e));
        }
    }

    private void trimNativeHeap(Report report) {
        try {
            trimNativeHeap();
        } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
            report.warn(new Warning("jdk-unknown", "native memory cannot be trimmed on this JDK: " + e));
        }
    }

    private static void resizeHeap(VmFlags flags) throws ReflectiveOperationException {
        long size = Runtime.getRuntime().totalMemory();
        String minimum = flags.get("MinHeapFreeRatio");
        String maximum = flags.get("MaxHeapFreeRatio");
        // The other collectors do not resize on request, and with Parallel the attempt made the checkpoint larger.
        if (!"true".equals(flags.get("UseSerialGC")) && !"true".equals(flags.get("UseG1GC"))) {
            System.gc();
            return;
        }
        try {
            shrink(flags);
            grow(flags, size);
        } finally {
            flags.set("MinHeapFreeRatio", 0);
            flags.set("MaxHeapFreeRatio", Long.parseLong(maximum));
            flags.set("MinHeapFreeRatio", Long.parseLong(minimum));
        }
    }

    /** Collectors shrink the heap in steps, one per collection. */
    private static void shrink(VmFlags flags) throws ReflectiveOperationException {
        flags.set("MinHeapFreeRatio", 0);
        flags.set("MaxHeapFreeRatio", 0);
        long before = Long.MAX_VALUE;
        for (int round = 0;
                round < SHRINKING && (round < 4 || Runtime.getRuntime().totalMemory() < before);
                round++) {
            before = Runtime.getRuntime().totalMemory();
            System.gc();
        }
    }

    private static void grow(VmFlags flags, long size) throws ReflectiveOperationException {
        long free = Math.max(0, 100 - 100 * used() / size);
        flags.set("MaxHeapFreeRatio", 100);
        for (int round = 0; round < GROWING && Runtime.getRuntime().totalMemory() < size / 100 * 97; round++) {
            flags.set("MinHeapFreeRatio", Math.min(99, free));
            System.gc();
            free += (100 - free) / 4 + 1;
        }
    }

    /** glibc keeps freed memory, which the command {@code jcmd PID System.trim_native_heap} makes it return. */
    private void trimNativeHeap() throws ReflectiveOperationException {
        Class<?> type = Class.forName("com.sun.management.internal.DiagnosticCommandImpl");
        Object commands = internals.method(type, "getDiagnosticCommandMBean").invoke(null);
        Method execute = internals.method(type, "executeDiagnosticCommand", String.class);
        execute.invoke(commands, "System.trim_native_heap");
    }

    private static long used() {
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private static long resident() {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
                if (line.startsWith("VmRSS:")) return Long.parseLong(line.replaceAll("\\D", ""));
            }
        } catch (IOException e) {
            // It is only a figure in the report.
        }
        return -1;
    }
}
