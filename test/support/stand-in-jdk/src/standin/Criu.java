package standin;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import jdk.crac.CheckpointException;

/** A JDK with CRaC has CRIU dump the JVM, and becomes CRIU at a restore; the arguments are those of OpenJDK's libcriuengine. */
final class Criu {
    private static final String HELPER = "/opt/crac-jdk/lib/criuhelper";

    static {
        System.load("/opt/crac-jdk/lib/libstandin.so");
    }

    static void checkpoint(String folder) throws CheckpointException {
        write(Path.of(folder, "tags"), "label:cpu.arch=" + System.getProperty("os.arch") + "\n");
        var arguments = new ArrayList<>(List.of(program(), "dump", "-t", pid(), "-D", folder));
        arguments.addAll(List.of("-v4", "-o", "dump4.log", "--shell-job", "--unprivileged"));
        int code = dump(withOwn(arguments), true);
        if (code < 0) throw new CheckpointException("Native checkpoint failed.");
        PodValues.take(code);
    }

    static void restore(Path folder) throws IOException {
        String expected = "label:cpu.arch=" + System.getProperty("os.arch");
        if (!Files.readString(folder.resolve("tags")).contains(expected)) {
            System.err.println("Restore failed due to wrong or missing CPU architecture");
            return;
        }
        PodValues.hand(pid());
        var arguments = new ArrayList<>(List.of(program(), "restore", "-W", ".", "--action-script", HELPER));
        arguments.addAll(List.of("-D", folder.toString(), "--cpu-cap=none", "-v1", "--unprivileged"));
        int number = 0;
        for (String output : List.of("stdin", "stdout", "stderr")) {
            arguments.addAll(List.of("--inherit-fd", "fd[" + number++ + "]:/memfd:crac_fake_" + output));
        }
        List<String> all = new ArrayList<>(List.of(withOwn(arguments)));
        all.addAll(List.of("--exec-cmd", "--", HELPER, "restorewait"));
        become(all.toArray(String[]::new), pid());
        System.err.println("Cannot execute CRIU");
        Runtime.getRuntime().halt(1);
    }

    /** The program of the option, or the first one in PATH. */
    static String program() {
        return Options.ofEngine("criu_location").orElseGet(() -> {
            for (String folder : System.getenv("PATH").split(":")) {
                if (Files.isExecutable(Path.of(folder, "criu"))) return folder + "/criu";
            }
            throw new IllegalStateException("Cannot find CRIU executable on the PATH");
        });
    }

    static String pid() {
        return String.valueOf(ProcessHandle.current().pid());
    }

    private static String[] withOwn(List<String> arguments) {
        Options.ofEngine("args").ifPresent(own -> arguments.addAll(List.of(own.split(" "))));
        return arguments.toArray(String[]::new);
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Returns what the restored process was told, or a negative number when CRIU failed. Without {@code signalled} a
     * restore tells nothing, and is seen by the start time of the process.
     */
    static native int dump(String[] arguments, boolean signalled);

    static native void become(String[] arguments, String id);

    static native void close(int descriptor);

    private Criu() {
    }
}
