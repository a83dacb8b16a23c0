package standin;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;

/** A checkpoint that `jcmd` asked for: it waits until its connection is closed, and leaves the outcome to be shown. */
final class Requested {

    static void take() {
        String pid = String.valueOf(ProcessHandle.current().pid());
        Path go = Path.of("/tmp", ".stand-in-go-" + pid);
        try {
            while (!Files.deleteIfExists(go)) Thread.sleep(2);
            jdk.crac.Core.checkpointRestore();
        } catch (Exception e) {
            var text = new StringWriter();
            e.printStackTrace(new PrintWriter(text));
            report(Path.of("/tmp", ".stand-in-said-" + pid), "An exception during a checkpoint operation:\n" + text);
        }
    }

    private static void report(Path file, String text) {
        // A JVM whose `jcmd` reports success whatever happens says it on its own output alone.
        if (Options.fault().equals("says-success") || Options.engine() == Engine.OPENJ9) {
            System.err.println(text);
            return;
        }
        try {
            Path draft = Path.of(file + ".draft");
            Files.writeString(draft, text);
            Files.move(draft, file);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private Requested() {
    }
}
