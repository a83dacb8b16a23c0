package io.github.ekscrac.agent;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** Does what the stage and `start` do in the protocol, for a process that is never checkpointed. */
final class FakeStage {
    static final Path DIRECTORY = Path.of(System.getProperty("agent.directory"));
    private static final int TIMEOUT_MS = 60_000;

    private final Path directory;

    FakeStage() {
        this(DIRECTORY);
    }

    FakeStage(Path directory) {
        this.directory = directory;
    }

    /** Removes all files of earlier checkpoints. */
    FakeStage clear() throws IOException {
        for (String name : new String[] {
            "request", "ready", "report", "abort", "policies", "allowed", "hooks", "handover", "collected"
        }) {
            Files.deleteIfExists(directory.resolve(name));
        }
        return this;
    }

    /** As {@code clear}, but keeps the files that the capture spec determines. */
    void clearAnswers() throws IOException {
        for (String name : new String[] {"request", "ready", "report", "abort", "handover"}) {
            Files.deleteIfExists(directory.resolve(name));
        }
    }

    void allow(String holder) throws IOException {
        Files.writeString(directory.resolve("allowed"), holder + "\n");
    }

    void skipHooks() throws IOException {
        Files.writeString(directory.resolve("hooks"), "skip\n");
    }

    void request() throws IOException {
        request(1);
    }

    void request(int rounds) throws IOException {
        Files.writeString(directory.resolve("request"), ".".repeat(rounds));
    }

    /** Asks for a collection, and waits for it. */
    String collected() throws IOException {
        Files.writeString(directory.resolve("collect"), ".");
        return await("collected");
    }

    void policies(String rules) throws IOException {
        Files.writeString(directory.resolve("policies"), rules);
    }

    /** What the container of the capture was given, {@code NAME=VALUE} each; unknown without any. */
    void container(String... variables) throws IOException {
        Path file = directory.resolve("environment");
        if (variables.length == 0) Files.delete(file);
        else Files.writeString(file, String.join("\0", variables));
    }

    String ready() {
        return await("ready");
    }

    String report() {
        return await("report");
    }

    void abort(String reason) throws IOException {
        Files.writeString(directory.resolve("abort"), reason);
    }

    /** Restores with this process's own environment, changed. */
    void restore(Consumer<Map<String, String>> change) throws IOException {
        Map<String, String> environment = new TreeMap<>(System.getenv());
        change.accept(environment);
        StringBuilder block = new StringBuilder();
        environment.forEach(
                (name, value) -> block.append(name).append('=').append(value).append('\0'));
        Files.write(directory.resolve("handover"), block.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** Restores the next checkpoint that is requested; returns what `ready` contains. */
    CompletableFuture<String> restoreNext() {
        return restoreNext(environment -> {});
    }

    CompletableFuture<String> restoreNext(Consumer<Map<String, String>> change) {
        return CompletableFuture.supplyAsync(
                () -> {
                    String ready = ready();
                    try {
                        if (ready.contains("\"state\":\"ready\"")) restore(change);
                    } catch (IOException e) {
                        throw new IllegalStateException(e);
                    }
                    return ready;
                },
                task -> new Thread(task).start());
    }

    private String await(String name) {
        for (int waited = 0; waited < TIMEOUT_MS; waited += 5) {
            try {
                String text = Files.readString(directory.resolve(name));
                if (text.endsWith("\n")) return text;
                Thread.sleep(5);
            } catch (NoSuchFileException e) {
                sleep();
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
        throw new AssertionError("no " + name + " within " + TIMEOUT_MS + " ms");
    }

    private static void sleep() {
        try {
            Thread.sleep(5);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
