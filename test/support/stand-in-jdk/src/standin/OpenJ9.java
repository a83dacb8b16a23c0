package standin;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import jdk.crac.CheckpointException;

/** An OpenJ9 has libcriu dump the JVM; `criu restore` brings it back, and it reads the new values from files. */
final class OpenJ9 {
    private static final String CRIU = "-Dopenj9.internal.criu.";

    static void checkpoint(String folder) throws CheckpointException {
        // Without it CRIU wants to create a network namespace, and no capture may.
        if (Options.value(CRIU + "unprivilegedMode").isEmpty()) throw failed(-52);
        String level = Options.value(CRIU + "logLevel=").orElse("2");
        List<String> arguments = List.of(Criu.program(), "dump", "-t", Criu.pid(), "-D", folder, "-v" + level,
                "-o", "criu.log", "--shell-job", "--unprivileged");
        if (Criu.dump(arguments.toArray(String[]::new), false) < 0) throw failed(-70);
        Options.value(CRIU + "optionsFile=").map(OpenJ9::lines).ifPresent(OpenJ9::setProperties);
        Options.value(CRIU + "envFile=").map(OpenJ9::lines).ifPresent(OpenJ9::addVariables);
    }

    private static CheckpointException failed(int code) {
        return new CheckpointException("SystemCheckpointException: Could not dump the JVM processes, err=" + code);
    }

    private static void setProperties(List<String> options) {
        for (String option : options) {
            String[] parts = option.substring("-D".length()).split("=", 2);
            System.setProperty(parts[0], parts.length < 2 ? "" : parts[1]);
        }
    }

    private static void addVariables(List<String> entries) {
        List<String> kept = new ArrayList<>();
        for (String entry : entries) {
            String[] parts = entry.split("=", 2);
            String old = System.getenv(parts[0]);
            if (old == null) PodValues.putVariable(parts[0], parts[1]);
            else if (!old.equals(parts[1])) kept.add(parts[0]);
        }
        if (!kept.isEmpty()) {
            throw new IllegalArgumentException("Env file entry cannot modifiy pre-existing environment keys: " + kept);
        }
    }

    private static List<String> lines(String file) {
        try {
            return Files.readAllLines(Path.of(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private OpenJ9() {
    }
}
