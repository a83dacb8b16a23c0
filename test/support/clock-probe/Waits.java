import java.io.IOException;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/** Each way to wait, one after the other without a pause: one of each is under way at any moment. */
final class Waits {
    /** A server that never answers. */
    private static final int SILENT_PORT = 8081;

    private static final int KEPT = 300;

    private interface Wait {
        void once() throws Exception;
    }

    private final long ms;
    /** For each way the last waits: the wall clock at the end, and how much longer it was than the period, in ms. */
    private final Map<String, List<String>> ended = new ConcurrentSkipListMap<>();

    Waits(long ms) throws Exception {
        this.ms = ms;
        loop("sleep", false, () -> Thread.sleep(ms));
        loop("wait", false, this::waitOnMonitor);
        loop("parkNanos", false, () -> LockSupport.parkNanos(ms * 1_000_000));
        loop("orTimeout", false, this::orTimeout);
        Selector selector = Selector.open();
        loop("selector", false, () -> selector.select(ms));
        HttpClient client = HttpClient.newHttpClient();
        silentServer();
        loop("http", false, () -> timeOut(client));
        if (Runtime.version().feature() >= 21) loop("virtual", true, () -> Thread.sleep(ms));
        ScheduledExecutorService executor = Executors.newScheduledThreadPool(2);
        executor.scheduleAtFixedRate(gaps("rate"), ms, ms, TimeUnit.MILLISECONDS);
        executor.scheduleWithFixedDelay(gaps("delay"), ms, ms, TimeUnit.MILLISECONDS);
        new Timer(true).schedule(task(gaps("timer")), ms, ms);
    }

    String ended() {
        return ended.entrySet().stream()
                .map(each -> "\"" + each.getKey() + "\":" + copy(each.getValue()))
                .collect(Collectors.joining(",", "{", "}"));
    }

    private static String copy(List<String> list) {
        synchronized (list) {
            return list.toString();
        }
    }

    private void note(String name, long began) {
        double late = (System.nanoTime() - began) / 1e6 - ms;
        List<String> list = ended.computeIfAbsent(name, key -> new ArrayList<>());
        synchronized (list) {
            if (list.size() == KEPT) list.remove(0);
            list.add("[" + System.currentTimeMillis() + "," + Math.round(late * 100) / 100.0 + "]");
        }
    }

    private Runnable gaps(String name) {
        long[] last = {System.nanoTime()};
        return () -> {
            note(name, last[0]);
            last[0] = System.nanoTime();
        };
    }

    private static TimerTask task(Runnable run) {
        return new TimerTask() {
            @Override
            public void run() {
                run.run();
            }
        };
    }

    private void loop(String name, boolean virtual, Wait wait) throws Exception {
        Runnable waits = () -> {
            for (;;) {
                long began = System.nanoTime();
                try {
                    wait.once();
                    note(name, began);
                } catch (Exception e) {
                    System.out.println("probe: " + name + ": " + e);
                }
            }
        };
        if (virtual) {
            Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, waits);
            return;
        }
        Thread thread = new Thread(waits, name);
        thread.setDaemon(true);
        thread.start();
    }

    private synchronized void waitOnMonitor() throws InterruptedException {
        wait(ms);
    }

    private void orTimeout() {
        try {
            new CompletableFuture<Void>().orTimeout(ms, TimeUnit.MILLISECONDS).join();
        } catch (CompletionException e) {
            // The timer ended it.
        }
    }

    private void timeOut(HttpClient client) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + SILENT_PORT + "/");
        try {
            client.send(HttpRequest.newBuilder(uri).timeout(Duration.ofMillis(ms)).build(), BodyHandlers.discarding());
        } catch (HttpTimeoutException e) {
            // In time.
        }
    }

    private static void silentServer() throws Exception {
        ServerSocket server = new ServerSocket(SILENT_PORT, 50, InetAddress.getLoopbackAddress());
        Thread thread = new Thread(() -> {
            for (;;) {
                try (Socket socket = server.accept()) {
                    socket.getInputStream().transferTo(java.io.OutputStream.nullOutputStream());
                } catch (IOException e) {
                    // The restore closes what was connected.
                }
            }
        });
        thread.setDaemon(true);
        thread.start();
    }
}
