import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

public class Service {
    public static void main(String[] args) throws Exception {
        Path one = Files.writeString(Path.of("/tmp/one"), "one");
        Path two = Files.createLink(Path.of("/tmp/two"), one);
        Path folder = Files.createDirectory(Path.of("/tmp/folder"));
        Path three = Files.createLink(folder.resolve("three"), Files.writeString(folder.resolve("four"), "four"));
        FileChannel open = FileChannel.open(two, StandardOpenOption.READ);
        new Parts()
                .with("open", () -> open.size() == 3)
                .with("content", () -> Files.readString(two).equals("one"))
                .with("same", () -> areOne(one, two))
                .with("same in a folder", () -> areOne(three, folder.resolve("four")))
                .serve();
    }

    private static boolean areOne(Path one, Path two) throws Exception {
        return Files.getAttribute(one, "unix:ino").equals(Files.getAttribute(two, "unix:ino"));
    }
}
