import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Files in every shape that a service has them: 200 while each is as it was when the service started. */
public class Service {
    private static final int BIG = 3_000_000;
    private static final Parts PARTS = new Parts();

    public static void main(String[] args) throws Exception {
        deleted();
        locked();
        volume();
        sparse();
        PARTS.serve();
    }

    /** As libraries do with their native code: unpacked, loaded and deleted. */
    private static void deleted() throws Exception {
        Path path = Files.createTempFile("library", ".so");
        byte[] content = new byte[BIG];
        for (int i = 0; i < BIG; i++) content[i] = (byte) (i * 31);
        Files.write(path, content);
        FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
        MappedByteBuffer mapped = channel.map(FileChannel.MapMode.READ_ONLY, 0, BIG);
        Files.delete(path);
        PARTS.with("deleted", () -> {
            for (int i = 0; i < BIG; i += 4096) if (mapped.get(i) != (byte) (i * 31)) return false;
            return channel.size() == BIG && !Files.exists(path);
        });
    }

    private static void locked() throws Exception {
        Path path = Path.of("/tmp/service.lock");
        FileChannel channel = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = channel.lock();
        PARTS.with("locked", () -> lock.isValid() && heldLocks() > 0);
    }

    private static long heldLocks() throws Exception {
        return Files.readAllLines(Path.of("/proc/self/fdinfo/" + descriptorOf("/tmp/service.lock"))).stream()
                .filter(line -> line.startsWith("lock:"))
                .count();
    }

    private static String descriptorOf(String path) throws Exception {
        for (String name : new java.io.File("/proc/self/fd").list()) {
            Path link = Path.of("/proc/self/fd/" + name);
            if (Files.isSymbolicLink(link) && Files.readSymbolicLink(link).toString().equals(path)) return name;
        }
        throw new IllegalStateException("no descriptor of " + path);
    }

    /** Next to files of the image on the same volume. */
    private static void volume() throws Exception {
        Files.writeString(Path.of("/data/state"), "written at the start");
        Files.writeString(Path.of("/data/changed"), "changed at the start");
        FileChannel open = FileChannel.open(Path.of("/data/open"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        PARTS.with("volume", () -> Files.readString(Path.of("/data/state")).equals("written at the start")
                && Files.readString(Path.of("/data/changed")).equals("changed at the start")
                && Files.readString(Path.of("/data/unchanged")).equals("image\n")
                && open.isOpen());
    }

    private static void sparse() throws Exception {
        FileChannel channel = FileChannel.open(
                Path.of("/tmp/sparse"), StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.SPARSE);
        channel.write(java.nio.ByteBuffer.wrap(new byte[] {1}), 50_000_000);
        PARTS.with("sparse", () -> channel.size() == 50_000_001);
    }
}
