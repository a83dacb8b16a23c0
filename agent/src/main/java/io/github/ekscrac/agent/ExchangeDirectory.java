package io.github.ekscrac.agent;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The protocol between the Java agent and the stage: files in the checkpoint directory (docs/agent.md lists them).
 *
 * <p>Two of them are open while the process is frozen, both empty: {@code handover} for reading, {@code report} for
 * writing. At the restore `start` puts its own descriptors in their place (CRIU's {@code --inherit-fd}): what it was
 * given as environment, and a pipe. So the restored process needs no file to be written in a pod, finds out that it was
 * restored by reading what was empty before, and no other process may read what is handed over.
 */
final class ExchangeDirectory {
    private final File directory;
    private final byte[] buffer = new byte[16_384];
    private FileInputStream handover;
    private FileOutputStream report;

    ExchangeDirectory(File directory) {
        this.directory = directory;
    }

    /**
     * Only one JVM of a container is checkpointed, but helper JVMs that a service starts inherit JDK_JAVA_OPTIONS too.
     */
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
                            + "): the stage mounts it at capture, and only there the agent belongs");
        }
    }

    void refused(RefusalException refusal) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("state", "refused");
        answer.put("code", refusal.code);
        answer.put("message", refusal.getMessage());
        try {
            write("refused", answer);
        } catch (IOException e) {
            // It stands on standard error already.
        }
    }

    /** How many times the stage wants the hooks to run, a byte for each; 0 while it wants nothing. */
    int requested() {
        return (int) file("request").length();
    }

    /** A new attempt begins: what is left of an earlier one must not be taken for its answer. */
    void accept() {
        for (String name : new String[] {"request", "ready", "abort", "handover", "report"})
            file(name).delete();
    }

    void answer(Map<String, Object> answer) throws IOException {
        write("ready", answer);
    }

    void open() throws IOException {
        report = new FileOutputStream(file("report"));
        file("handover").createNewFile();
        handover = new FileInputStream(file("handover"));
    }

    /** What `start` hands over, or null while nobody does. One system call: this is asked every millisecond. */
    byte[] handedOver() throws IOException {
        int length = handover.read(buffer);
        if (length <= 0) return null;
        ByteArrayOutputStream whole = new ByteArrayOutputStream(2 * length);
        for (; length > 0; length = handover.read(buffer)) whole.write(buffer, 0, length);
        return whole.toByteArray();
    }

    /** Why the stage could not freeze the process, or null. */
    String aborted() throws IOException {
        File abort = file("abort");
        return abort.exists() ? Files.readString(abort.toPath()).trim() : null;
    }

    void closeHandover() {
        close(handover);
        handover = null;
    }

    /** The last word of an attempt. Nobody may be listening any more; that is no reason to fail. */
    synchronized void report(Map<String, Object> answer) {
        if (report == null) return;
        try {
            report.write((JsonWriter.of(answer) + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            System.err.println("eks-crac: cannot report: " + e.getMessage());
        }
        close(report);
        report = null;
    }

    File file(String name) {
        return new File(directory, name);
    }

    /** Whole or not at all: the stage looks at any moment. */
    private void write(String name, Map<String, Object> answer) throws IOException {
        File part = file(name + ".part");
        Files.writeString(part.toPath(), JsonWriter.of(answer) + "\n");
        Files.move(part.toPath(), file(name).toPath(), StandardCopyOption.ATOMIC_MOVE);
    }

    private static void close(AutoCloseable stream) {
        try {
            if (stream != null) stream.close();
        } catch (Exception e) {
            // Nothing was buffered.
        }
    }

    /** ProcessHandle would load a thread pool for it. */
    static String ownPid() {
        try {
            return new File("/proc/self").getCanonicalFile().getName();
        } catch (IOException e) {
            return "self";
        }
    }
}
