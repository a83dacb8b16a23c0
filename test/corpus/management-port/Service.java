import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.net.InetSocketAddress;

/** The service's port answers by HTTP, and knows nothing of health; the management port does, by HTTPS. */
public class Service {
    public static void main(String[] args) throws Exception {
        HttpServer service = HttpServer.create(new InetSocketAddress(8080), 0);
        service.createContext("/hello", new Parts()::answer);
        service.start();
        HttpsServer management = HttpsServer.create(new InetSocketAddress(8443), 0);
        management.setHttpsConfigurator(new HttpsConfigurator(Certificate.context()));
        management.createContext("/health", new Parts()::answer);
        management.start();
    }
}
