import com.sun.net.httpserver.HttpServer;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicLong;

/** Answers with the ends of all waits, the monotonic and the wall clock, and what of the library is to be seen. */
public class ClockProbe {
    /** The monotonic clock must never read less than here, whoever read it. */
    private static final AtomicLong latest = new AtomicLong(System.nanoTime());
    private static final AtomicLong backwards = new AtomicLong();
    private static String childPreload = "";

    public static void main(String[] args) throws Exception {
        Process child = new ProcessBuilder("/bin/sh", "-c", "echo \"$LD_PRELOAD\"").start();
        childPreload = new String(child.getInputStream().readAllBytes()).trim();
        Waits waits = new Waits(Long.parseLong(System.getenv().getOrDefault("PERIOD_MS", "700")));
        for (int i = 0; i < 2; i++) watch();
        HttpServer server = HttpServer.create(new InetSocketAddress(8080), 0);
        server.createContext("/", exchange -> {
            byte[] body = state(waits).getBytes();
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    private static void watch() {
        Thread thread = new Thread(() -> {
            for (;;) {
                long before = latest.get();
                long now = System.nanoTime();
                if (now < before) backwards.incrementAndGet();
                latest.accumulateAndGet(now, Math::max);
                Thread.yield();
                try {
                    Thread.sleep(0, 200_000);
                } catch (InterruptedException e) {
                    return;
                }
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    private static String state(Waits waits) {
        return "{\"jdk\":" + Runtime.version().feature()
                + ",\"nanoTime\":" + System.nanoTime()
                + ",\"wall\":" + System.currentTimeMillis()
                + ",\"backwards\":" + backwards.get()
                + ",\"preload\":\"" + (System.getenv("LD_PRELOAD") == null ? "" : System.getenv("LD_PRELOAD")) + "\""
                + ",\"childPreload\":\"" + childPreload + "\""
                + ",\"waits\":" + waits.ended() + "}";
    }
}
