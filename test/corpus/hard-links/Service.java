import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

public class Service {
    public static void main(String[] args) throws Exception {
        Path one = Files.writeString(Path.of("/tmp/one"), "one");
        Path two = Files.createLink(Path.of("/tmp/two"), one);
        FileChannel open = FileChannel.open(two, StandardOpenOption.READ);
        new Parts()
                .with("open", () -> open.size() == 3)
                .with("content", () -> Files.readString(two).equals("one"))
                .with("same", () -> Files.getAttribute(one, "unix:ino").equals(Files.getAttribute(two, "unix:ino")))
                .serve();
    }
}
