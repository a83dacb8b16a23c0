import com.sun.net.httpserver.HttpServer;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.security.Security;

/** Shows environment, properties, names, addresses, randomness and timers, and has a hook that throws or hangs where it is told to. */
public class Probe {
    static Timers timers;
    static Object hook;
    static Socket socket;
    static volatile String restoredAs = "";
    static SecureRandom sha1;
    static SecureRandom drbg;
    static SecureRandom seeded;

    public static void main(String[] args) throws Exception {
        Security.setProperty("networkaddress.cache.negative.ttl", "-1");
        // A cold start has no agent.
        boolean hasAgent = System.getProperty("org.crac.Core.Compat") != null;
        timers = new Timers();
        hold(String.valueOf(System.getenv("HOLD")));
        if (hasAgent) register();
        String peer = System.getenv("CONNECT");
        if (peer != null) socket = new Socket(peer, 9001);
        listen();
        if (hasAgent && "true".equals(System.getenv("ASK"))) core().getMethod("checkpointRestore").invoke(null);
        System.out.println("probe: running");
    }

    /** Generators that draw from a seed in memory. */
    static void hold(String which) throws Exception {
        if (which.equals("self-seeded")) {
            sha1 = SecureRandom.getInstance("SHA1PRNG");
            drbg = SecureRandom.getInstance("DRBG");
            sha1.nextLong();
            drbg.nextLong();
        }
        if (which.equals("seeded")) {
            seeded = SecureRandom.getInstance("SHA1PRNG");
            seeded.setSeed(42);
        }
    }

    static void listen() throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(8080), 0);
        server.createContext("/", exchange -> {
            byte[] body = state(exchange.getRequestHeaders().getFirst("Host")).getBytes();
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    static String state(String calledAs) throws java.io.IOException {
        return String.format("{\"link\":\"http://%s/state\",\"colour\":\"%s\",\"gone\":\"%s\",\"level\":\"%s\",\"hook\":\"%s\",\"host\":\"%s\",\"address\":\"%s\",\"draws\":%s,\"timers\":%s}",
            calledAs, System.getenv("COLOUR"), System.getenv("GONE"), System.getProperty("level"), restoredAs,
            InetAddress.getLocalHost().getHostName(), addressOf("elsewhere.test"), Draws.all(), timers.counts());
    }

    /** Nobody knows that name at the capture, and the JDK remembers it forever. */
    static String addressOf(String name) {
        try {
            return InetAddress.getByName(name).getHostAddress();
        } catch (UnknownHostException e) {
            return "unknown";
        }
    }

    /** The API by its implementation, so that this service needs no library. */
    static void register() throws Exception {
        Class<?> resource = Class.forName("io.github.ekscrac.crac.Resource");
        hook = Proxy.newProxyInstance(Probe.class.getClassLoader(), new Class<?>[] {resource}, (self, method, arguments) -> {
            switch (method.getName()) {
                case "beforeCheckpoint": fail("HOOK_BEFORE"); return null;
                case "afterRestore": restoredAs = System.getenv("COLOUR"); fail("HOOK_AFTER"); return null;
                case "hashCode": return System.identityHashCode(self);
                case "equals": return self == arguments[0];
                default: return "probe";
            }
        });
        Object context = core().getMethod("getGlobalContext").invoke(null);
        for (var method : context.getClass().getMethods()) {
            if (!method.getName().equals("register") || method.isBridge()) continue;
            method.setAccessible(true);
            method.invoke(context, hook);
            return;
        }
    }

    static Class<?> core() throws Exception {
        return Class.forName("io.github.ekscrac.crac.Core");
    }

    static void fail(String variable) {
        String how = String.valueOf(System.getenv(variable));
        if (how.equals("throw")) throw new IllegalStateException("the pool is busy");
        if (how.equals("hang")) sleep(600_000);
    }

    static void sleep(long milliseconds) {
        try {
            Thread.sleep(milliseconds);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
