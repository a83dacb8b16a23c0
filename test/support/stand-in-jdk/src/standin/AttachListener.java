package standin;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** The JVM's socket for `jcmd`, which a JDK that has CRIU dump it closes by itself. */
final class AttachListener {

    static void close() {
        if (Options.engine() == Engine.WARP) return;
        try {
            Path socket = Path.of("/tmp", ".java_pid" + Criu.pid());
            if (!Files.exists(socket)) return;
            List<String> inodes = Files.readAllLines(Path.of("/proc/net/unix")).stream()
                    .filter(line -> line.contains(socket.toString()))
                    .map(line -> "socket:[" + line.trim().split("\\s+")[6] + "]")
                    .collect(Collectors.toList());
            for (int descriptor = 3; descriptor < 1024; descriptor++) {
                Path file = Path.of("/proc/self/fd", String.valueOf(descriptor));
                if (Files.isSymbolicLink(file) && inodes.contains(Files.readSymbolicLink(file).toString())) {
                    Criu.close(descriptor);
                }
            }
            Files.delete(socket);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private AttachListener() {
    }
}
