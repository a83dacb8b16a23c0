import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

public class Service {
    public static void main(String[] args) throws Exception {
        Path closed = Files.writeString(Files.createTempDirectory("service").resolve("closed"), "written at the start");
        Path open = Files.writeString(Path.of("/tmp/open"), "written at the start");
        FileChannel channel = FileChannel.open(open, StandardOpenOption.READ);
        new Parts()
                .with("closed", () -> Files.readString(closed).equals("written at the start"))
                .with("open", () -> channel.size() == 20 && Files.exists(open))
                .serve();
    }
}
