import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;

/** Answers with what it finds in its environment at that moment. */
public class Service {
    public static void main(String[] args) throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(8080), 0);
        server.createContext("/", exchange -> {
            String found = switch (exchange.getRequestURI().getPath()) {
                case "/variable" -> System.getenv("GREETING");
                case "/property" -> System.getProperty("app.colour");
                case "/host" -> InetAddress.getLocalHost().getHostName();
                case "/time" -> Instant.now().toString();
                default -> "ready";
            };
            byte[] body = String.valueOf(found).getBytes();
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }
}
