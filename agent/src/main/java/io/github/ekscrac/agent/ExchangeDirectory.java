package io.github.ekscrac.agent;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The protocol between the Java agent and the stage: files in the checkpoint directory (docs/agent.md lists them).
 *
 * <p>Two of them are open at the checkpoint, both empty: {@code handover} for reading, {@code report} for writing. At
 * the restore `start` replaces them with descriptors of its own (CRIU's {@code --inherit-fd}): the environment of the
 * pod, and a pipe. So no file need be written in a pod, the process notices its restore when {@code handover} is no
 * longer empty, and no other process can read the environment.
 */
final class ExchangeDirectory {
    private final File directory;
    private final byte[] buffer = new byte[16_384];
    private FileInputStream handover;
    private FileOutputStream report;

    ExchangeDirectory(File directory) {
        this.directory = directory;
    }

    /** Only one JVM of a container may use the directory. Helper JVMs may have the agent, too. */
    void claim() {
        File claim = file("agent");
        String own = ownPid();
        try {
            if (!claim.createNewFile()) {
                String other = Files.readString(claim.toPath()).trim();
                if (!other.isEmpty() && !other.equals(own) && new File("/proc", other).exists()) {
                    throw new RefusalException(
                            "directory-taken", "the JVM with process id " + other + " already uses " + directory);
                }
            }
            Files.writeString(claim.toPath(), own);
        } catch (IOException e) {
            throw new RefusalException(
                    "directory",
                    "cannot write to " + directory + " (" + e.getMessage()
                            + "): the stage mounts it at capture, so use the agent only there");
        }
    }

    void refused(RefusalException refusal) {
        Map<String, Object> content = new LinkedHashMap<>();
        content.put("state", "refused");
        content.put("code", refusal.code);
        content.put("message", refusal.getMessage());
        try {
            answer("refused", content);
        } catch (IOException e) {
            // The refusal was printed to standard error.
        }
    }

    /** How often the stage wants the hooks to run, one byte for each time; 0 without a request. */
    int requestedRounds() {
        return (int) file("request").length();
    }

    /** Whether the capture spec leaves out the hooks of the service; they run where the stage says nothing. */
    boolean skipsHooks() {
        File hooks = file("hooks");
        try {
            return hooks.exists() && Files.readString(hooks.toPath()).trim().equals("skip");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Before an attempt: files of an earlier one must not be taken for its own. */
    void clear() {
        for (String name : new String[] {"request", "ready", "abort", "handover", "report", "collect"}) {
            file(name).delete();
        }
    }

    /** Whether the stage wants garbage collected while the service works. */
    boolean collectionRequested() {
        return file("collect").exists();
    }

    void openForRestore() throws IOException {
        report = new FileOutputStream(file("report"));
        file("handover").createNewFile();
        handover = new FileInputStream(file("handover"));
    }

    /**
     * The environment from `start`, or null before the restore. One system call, because this runs every millisecond.
     */
    byte[] readHandover() throws IOException {
        int length = handover.read(buffer);
        if (length <= 0) return null;
        ByteArrayOutputStream whole = new ByteArrayOutputStream(2 * length);
        for (; length > 0; length = handover.read(buffer)) whole.write(buffer, 0, length);
        return whole.toByteArray();
    }

    /** Why the stage aborted the checkpoint, or null. */
    String abortReason() throws IOException {
        File abort = file("abort");
        return abort.exists() ? Files.readString(abort.toPath()).trim() : null;
    }

    void closeHandover() {
        close(handover);
        handover = null;
    }

    /** The last message of an attempt. That nobody may read it any more is no reason to fail. */
    synchronized void report(Map<String, Object> content) {
        if (report == null) return;
        try {
            report.write((JsonWriter.of(content) + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            System.err.println("eks-crac: cannot report: " + e.getMessage());
        }
        close(report);
        report = null;
    }

    File file(String name) {
        return new File(directory, name);
    }

    /** Atomically, because the stage may read it at any moment. */
    void answer(String name, Map<String, Object> content) throws IOException {
        File part = file(name + ".part");
        Files.writeString(part.toPath(), JsonWriter.of(content) + "\n");
        Files.move(part.toPath(), file(name).toPath(), StandardCopyOption.ATOMIC_MOVE);
    }

    private static void close(AutoCloseable stream) {
        try {
            if (stream != null) stream.close();
        } catch (Exception e) {
            // Nothing was buffered, so nothing is lost.
        }
    }

    /** Not by ProcessHandle, which starts a thread pool. */
    static String ownPid() {
        try {
            return new File("/proc/self").getCanonicalFile().getName();
        } catch (IOException e) {
            return "self";
        }
    }
}
