package standin;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import jdk.crac.CheckpointException;

/** Open files and sockets that no hook closed and no policy allows refuse a checkpoint. OpenJ9 leaves that to CRIU. */
final class Descriptors {

    static void requireNone() throws CheckpointException {
        if (Options.engine() != Engine.CRIU) return;
        var failure = new CheckpointException();
        List<Map<String, String>> policies = Policies.read();
        for (Descriptor open : all()) {
            switch (Policies.action(policies, open.keys())) {
                case "close" -> Criu.close(open.number());
                case "ignore", "reopen" -> { }
                default -> failure.addSuppressed(open.refusal());
            }
        }
        if (failure.getSuppressed().length > 0) throw failure;
    }

    /** Those that are not the JVM's own. */
    private static List<Descriptor> all() {
        List<Descriptor> found = new ArrayList<>();
        try (var files = Files.list(Path.of("/proc/self/fd"))) {
            Map<String, String[]> sockets = sockets();
            Set<String> jars = ClassPath.jars();
            for (Path file : files.collect(Collectors.toList())) {
                int number = Integer.parseInt(file.getFileName().toString());
                if (number > 2 && Files.exists(file, java.nio.file.LinkOption.NOFOLLOW_LINKS)) {
                    Descriptor.of(number, target(file), sockets, jars).ifPresent(found::add);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found;
    }

    private static String target(Path file) {
        try {
            return Files.readSymbolicLink(file).toString();
        } catch (IOException e) {
            // Closed meanwhile, like the folder that is being read.
            return "/proc/closed";
        }
    }

    /** The lines of /proc/net by inode. */
    private static Map<String, String[]> sockets() throws IOException {
        List<String> lines = new ArrayList<>();
        for (String table : List.of("tcp", "tcp6", "udp", "udp6")) {
            Path file = Path.of("/proc/net", table);
            if (Files.exists(file)) lines.addAll(Files.readAllLines(file));
        }
        return lines.stream()
                .map(line -> line.trim().split("\\s+"))
                .filter(words -> words.length > 9 && words[0].endsWith(":"))
                .collect(Collectors.toMap(words -> words[9], words -> words, (first, second) -> first));
    }

    private Descriptors() {
    }
}
