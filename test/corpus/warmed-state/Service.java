import com.sun.net.httpserver.HttpServer;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicBoolean;

/** Knows in memory alone what its warm-up sent. */
public class Service {
    public static void main(String[] args) throws Exception {
        AtomicBoolean known = new AtomicBoolean();
        HttpServer server = HttpServer.create(new InetSocketAddress(8080), 0);
        server.createContext("/", exchange -> {
            String path = exchange.getRequestURI().getPath();
            if (path.equals("/add")) known.set(true);
            exchange.sendResponseHeaders(path.equals("/added") && !known.get() ? 404 : 200, -1);
            exchange.close();
        });
        server.start();
    }
}
