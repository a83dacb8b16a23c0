package plain;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.InetSocketAddress;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel.MapMode;
import java.util.concurrent.Executors;

/** Starts the service, and stops it gracefully on SIGTERM. */
public final class Main {

    private static final int PORT = 8080;
    private static final int THREADS = 8;
    private static final int MAPPED_BYTES = 4096;

    /** Held for the life of the process, so that a checkpoint finds a mapped file. */
    private static MappedByteBuffer mapped;

    public static void main(String[] args) throws IOException {
        exitIfTold();
        if (Switch.MAPPED_FILE.isOn()) {
            mapped = mapFile("/tmp/plain-mapped.bin");
        }

        // Without it head and body of an answer are two packets, and the second waits 40 ms for an acknowledgement.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        HttpServer server = HttpServer.create(new InetSocketAddress(PORT), 0);
        server.setExecutor(Executors.newFixedThreadPool(THREADS));
        new Api(new CustomerStore()).addTo(server);
        server.start();

        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server), "stop"));
        System.out.println("plain: listening on port " + PORT);
    }

    private static void stop(HttpServer server) {
        server.stop(1);
        System.out.println("plain: stopped");
    }

    private static void exitIfTold() {
        String status = System.getenv("EXIT_AT_ONCE");
        if (status != null) {
            System.err.println("plain: told to exit at once with status " + status);
            System.exit(Integer.parseInt(status));
        }
    }

    private static MappedByteBuffer mapFile(String path) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(path, "rw")) {
            MappedByteBuffer buffer = file.getChannel().map(MapMode.READ_WRITE, 0, MAPPED_BYTES);
            buffer.put("mapped by plain\n".getBytes());
            return buffer.force();
        }
    }
}
