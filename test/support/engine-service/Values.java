import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.InvocationTargetException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import sun.misc.Signal;

/** Answers with a system property, a variable, or how often it was asked; a signal ends it with a line. */
public final class Values {
    private static final AtomicInteger COUNT = new AtomicInteger();

    public static void main(String[] arguments) throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(8080), 0);
        server.setExecutor(Executors.newFixedThreadPool(2));
        server.createContext("/", exchange -> {
            byte[] answer = answer(exchange.getRequestURI().getPath()).getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Connection", "close");
            exchange.sendResponseHeaders(200, answer.length);
            try (OutputStream body = exchange.getResponseBody()) {
                body.write(answer);
            }
        });
        Signal.handle(new Signal("TERM"), signal -> {
            System.out.println("values: stopped");
            Runtime.getRuntime().halt(143);
        });
        if (System.getenv("CHECKPOINT_ITSELF") != null) checkpoint();
        server.start();
        System.out.println("values: listening");
    }

    private static String answer(String path) throws IOException {
        String[] parts = path.split("/", 3);
        return switch (parts[1]) {
            case "property" -> String.valueOf(System.getProperty(parts[2]));
            case "variable" -> String.valueOf(System.getenv(parts[2]));
            case "count" -> String.valueOf(COUNT.incrementAndGet());
            default -> "ok";
        };
    }

    /** As org.crac does: the API of the JDK by reflection. A cold start has no folder for a checkpoint, and is refused. */
    private static void checkpoint() throws ReflectiveOperationException {
        try {
            Class.forName("jdk.crac.Core").getMethod("checkpointRestore").invoke(null);
        } catch (InvocationTargetException e) {
            e.getCause().printStackTrace();
        }
    }

    private Values() {
    }
}
