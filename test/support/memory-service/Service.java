import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.management.ObjectName;

/** `/kept/PART` and `/exercise/PART` check one kind of memory; `/trim` gives the C library's memory back. */
public final class Service {
    private static final Map<String, Part> PARTS = new LinkedHashMap<>();

    private interface Work {
        String run() throws Exception;
    }

    public static void main(String[] args) {
        try {
            start();
        } catch (Throwable e) {
            e.printStackTrace();
            // Threads that wait would keep the process alive.
            System.exit(1);
        }
    }

    private static void start() throws Exception {
        PARTS.put("blocks", new Blocks());
        PARTS.put("direct", new Direct());
        PARTS.put("classes", new Classes());
        PARTS.put("code", new Code());
        PARTS.put("stacks", new Stacks());
        if (Service.class.getResource("/CLibrary.class") != null) {
            PARTS.put("c", (Part) Class.forName("CLibrary").getDeclaredConstructor().newInstance());
        }
        PARTS.put("heap", new Heap());
        for (Part part : PARTS.values()) part.fill();
        HttpServer server = HttpServer.create(new InetSocketAddress(8080), 0);
        serve(server, "/", () -> "[\"" + String.join("\",\"", PARTS.keySet()) + "\"]");
        serve(server, "/mapped", Service::mapped);
        serve(server, "/trim", Service::trim);
        PARTS.forEach((name, part) -> {
            serve(server, "/exercise/" + name, part::exercise);
            serve(server, "/kept/" + name, () -> {
                part.checkKept();
                return "{}";
            });
        });
        server.start();
    }

    /** How many bytes of this process are mappings of the checkpoint. */
    private static String mapped() throws Exception {
        long bytes = 0;
        for (String line : Files.readAllLines(Path.of("/proc/self/maps"))) {
            if (!line.endsWith("/memory.img")) continue;
            String[] range = line.substring(0, line.indexOf(' ')).split("-");
            bytes += Long.parseUnsignedLong(range[1], 16) - Long.parseUnsignedLong(range[0], 16);
        }
        return String.valueOf(bytes);
    }

    private static String trim() throws Exception {
        ObjectName commands = new ObjectName("com.sun.management:type=DiagnosticCommand");
        Object answer = ManagementFactory.getPlatformMBeanServer()
            .invoke(commands, "systemTrimNativeHeap", new Object[0], new String[0]);
        return "\"" + String.valueOf(answer).trim() + "\"";
    }

    private static void serve(HttpServer server, String path, Work work) {
        server.createContext(path, exchange -> answer(exchange, work));
    }

    private static void answer(HttpExchange exchange, Work work) throws java.io.IOException {
        int status = 200;
        String text;
        try {
            text = work.run();
        } catch (Throwable e) {
            status = 500;
            StringWriter trace = new StringWriter();
            e.printStackTrace(new PrintWriter(trace));
            text = trace.toString();
        }
        byte[] body = text.getBytes();
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }
}
