import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.net.InetSocketAddress;

/** Answers by HTTPS alone. */
public class Service {
    public static void main(String[] args) throws Exception {
        HttpsServer service = HttpsServer.create(new InetSocketAddress(8080), 0);
        service.setHttpsConfigurator(new HttpsConfigurator(Certificate.context()));
        service.createContext("/", new Parts()::answer);
        service.start();
    }
}
