import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Files that are more than a name and content. */
public class Service {
    public static void main(String[] args) throws Exception {
        Parts parts = new Parts();
        fifo(parts);
        links(parts);
        shared(parts);
        parts.serve();
    }

    private static void fifo(Parts parts) throws Exception {
        new ProcessBuilder("mkfifo", "/tmp/fifo").inheritIO().start().waitFor();
        RandomAccessFile fifo = new RandomAccessFile("/tmp/fifo", "rw");
        parts.with("fifo", () -> {
            fifo.write(7);
            return fifo.read() == 7;
        });
    }

    private static void links(Parts parts) throws Exception {
        Path one = Files.writeString(Path.of("/tmp/one"), "one");
        Path two = Files.createLink(Path.of("/tmp/two"), one);
        FileChannel open = FileChannel.open(two, StandardOpenOption.READ);
        parts.with("links", () -> open.size() == 3
                && Files.getAttribute(one, "unix:ino").equals(Files.getAttribute(two, "unix:ino"))
                && Files.readString(two).equals("one"));
    }

    private static void shared(Parts parts) throws Exception {
        Path closed = Files.writeString(Path.of("/dev/shm/closed"), "shared");
        Path open = Files.writeString(Path.of("/dev/shm/open"), "shared");
        FileChannel channel = FileChannel.open(open, StandardOpenOption.READ);
        parts.with("shm", () -> Files.readString(closed).equals("shared") && channel.size() == 6);
    }
}
