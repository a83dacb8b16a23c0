import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** One loop for each kind of timer of the JDK, all of them waiting at any moment, and how often each has ended in time. */
final class Timers {
    private static final int MS = 50;
    /** A server that never answers; connections to it are open at the checkpoint, and the capture's rules close them. */
    private static final int SILENT_PORT = 8081;

    private interface Wait {
        void once() throws Exception;
    }

    private final Map<String, AtomicLong> ended = new ConcurrentSkipListMap<>();

    Timers() throws Exception {
        loop("sleep", () -> Thread.sleep(MS));
        loop("wait", this::waitOnMonitor);
        loop("orTimeout", Timers::orTimeout);
        Selector selector = Selector.open();
        loop("selector", () -> selector.select(MS));
        HttpClient client = HttpClient.newHttpClient();
        silentServer();
        loop("http", () -> timeOut(client));
        ScheduledExecutorService executor = Executors.newScheduledThreadPool(2);
        executor.scheduleAtFixedRate(counter("rate")::incrementAndGet, MS, MS, TimeUnit.MILLISECONDS);
        executor.scheduleWithFixedDelay(counter("delay")::incrementAndGet, MS, MS, TimeUnit.MILLISECONDS);
    }

    /** As a JSON object. */
    String counts() {
        Map<String, String> pairs = new TreeMap<>();
        ended.forEach((name, count) -> pairs.put(name, "\"" + name + "\":" + count));
        return "{" + String.join(",", pairs.values()) + "}";
    }

    private AtomicLong counter(String name) {
        return ended.computeIfAbsent(name, key -> new AtomicLong());
    }

    private void loop(String name, Wait wait) {
        AtomicLong count = counter(name);
        Thread thread = new Thread(() -> {
            for (;;) {
                try {
                    wait.once();
                    count.incrementAndGet();
                } catch (Exception e) {
                    System.out.println("probe: " + name + ": " + e);
                }
            }
        }, name);
        thread.setDaemon(true);
        thread.start();
    }

    private synchronized void waitOnMonitor() throws InterruptedException {
        wait(MS);
    }

    private static void orTimeout() {
        try {
            new CompletableFuture<Void>().orTimeout(MS, TimeUnit.MILLISECONDS).join();
        } catch (CompletionException e) {
            // The timer ended it.
        }
    }

    private static void timeOut(HttpClient client) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + SILENT_PORT + "/");
        try {
            client.send(HttpRequest.newBuilder(uri).timeout(Duration.ofMillis(MS)).build(), BodyHandlers.discarding());
        } catch (HttpTimeoutException e) {
            // In time.
        }
    }

    private static void silentServer() throws Exception {
        ServerSocket server = new ServerSocket(SILENT_PORT, 1, InetAddress.getLoopbackAddress());
        Thread thread = new Thread(() -> {
            for (;;) {
                try (Socket socket = server.accept()) {
                    socket.getInputStream().transferTo(OutputStream.nullOutputStream());
                } catch (IOException e) {
                    // The restore closes what was connected.
                }
            }
        }, "silent");
        thread.setDaemon(true);
        thread.start();
    }
}
