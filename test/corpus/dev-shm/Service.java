import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Files of memory that processes share, one of which is open. */
public class Service {
    public static void main(String[] args) throws Exception {
        Path closed = Files.writeString(Path.of("/dev/shm/closed"), "shared");
        Path open = Files.writeString(Path.of("/dev/shm/open"), "shared");
        FileChannel channel = FileChannel.open(open, StandardOpenOption.READ);
        new Parts()
                .with("closed", () -> Files.readString(closed).equals("shared"))
                .with("open", () -> channel.size() == 6)
                .serve();
    }
}
