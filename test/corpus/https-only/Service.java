import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.FileInputStream;
import java.net.InetSocketAddress;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** Answers by HTTPS alone. */
public class Service {
    public static void main(String[] args) throws Exception {
        HttpsServer service = HttpsServer.create(new InetSocketAddress(8080), 0);
        service.setHttpsConfigurator(new HttpsConfigurator(context()));
        service.createContext("/", answer());
        service.start();
    }

    private static HttpHandler answer() {
        return exchange -> {
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        };
    }

    private static SSLContext context() throws Exception {
        char[] password = "changeit".toCharArray();
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (FileInputStream in = new FileInputStream("/app/service.p12")) {
            store.load(in, password);
        }
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, password);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }
}
