package io.github.ekscrac.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import com.sun.net.httpserver.HttpServer;
import java.net.Authenticator;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PasswordAuthentication;
import java.net.URL;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.apache.catalina.authenticator.DigestAuthenticator;
import org.apache.catalina.core.StandardEngine;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.session.DefaultSessionIdManager;
import org.junit.jupiter.api.Test;
import org.springframework.security.authentication.RememberMeAuthenticationProvider;
import org.springframework.security.web.authentication.rememberme.TokenBasedRememberMeServices;

class SessionLibrariesTest extends LibraryTest {
    @Test
    void tomcatsDigestAuthenticationHasAnotherKey() throws Exception {
        DigestAuthenticator authenticator = new DigestAuthenticator();
        authenticator.setKey("0123456789ABCDEF0123456789ABCDEF");
        differs(authenticator::getKey, authenticator);
        assertEquals(32, authenticator.getKey().length());
    }

    @Test
    void tomcatsRouteIsAFinding() throws Exception {
        StandardEngine engine = new StandardEngine();
        engine.setJvmRoute(null);
        assertEquals(List.of(), findings(engine));
        engine.setJvmRoute("worker1");
        assertEquals(
                List.of("org.apache.catalina.core.StandardEngine.jvmRouteId: Tomcat's jvmRoute; "
                        + "leave jvmRoute out at the capture, and set it with Engine.setJvmRoute in afterRestore"),
                findings(engine));
    }

    /** "node0" is the default name of every Jetty. */
    @Test
    void jettysWorkerNameIsAFindingWhenSomebodyChoseIt() throws Exception {
        Server server = new Server();
        DefaultSessionIdManager ids = new DefaultSessionIdManager(server);
        server.addBean(ids, true);
        server.start();
        assertEquals("node0", ids.getWorkerName());
        assertEquals(List.of(), findings(ids));
        server.stop();
        ids.setWorkerName("worker1");
        assertEquals(
                List.of(
                        "org.eclipse.jetty.session.DefaultSessionIdManager._workerName: the name of this worker in session ids; "
                                + "leave the worker name and JETTY_WORKER_INSTANCE out at the capture"),
                findings(ids));
    }

    @Test
    void springsRandomRememberMeKeyIsAnotherOnBothSides() throws Exception {
        String captured = UUID.randomUUID().toString();
        var services = new TokenBasedRememberMeServices(captured, name -> null);
        var provider = new RememberMeAuthenticationProvider(new String(captured));
        differs(services::getKey, services, provider);
        assertEquals(services.getKey(), provider.getKey());
        assertEquals(4, UUID.fromString(services.getKey()).version());
    }

    @Test
    void springsChosenRememberMeKeyStays() throws Exception {
        var services = new TokenBasedRememberMeServices("chosen for all pods", name -> null);
        restored(services);
        assertEquals("chosen for all pods", services.getKey());
    }

    @Test
    void theJdksClientForDigestsHasAnotherNonce() throws Exception {
        System.setProperty("http.auth.digest.reEnabledAlgorithms", "MD5");
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        String[] seen = new String[1];
        server.createContext("/", exchange -> {
            seen[0] = exchange.getRequestHeaders().getFirst("Authorization");
            if (seen[0] == null) {
                exchange.getResponseHeaders().add("WWW-Authenticate", "Digest realm=\"r\", nonce=\"n\", qop=\"auth\"");
            }
            exchange.sendResponseHeaders(seen[0] == null ? 401 : 204, -1);
            exchange.close();
        });
        server.start();
        URL url = new URL("http://localhost:" + server.getAddress().getPort() + "/");
        Authenticator user = new Authenticator() {
            @Override
            protected PasswordAuthentication getPasswordAuthentication() {
                return new PasswordAuthentication("user", "password".toCharArray());
            }
        };
        String captured = nonce(url, user, seen);
        assertEquals(captured, nonce(url, user, seen));
        Class<?> parameters = Class.forName("sun.net.www.protocol.http.DigestAuthentication$Parameters", false, null);
        Random random = (Random) field(parameters, "random").get(null);
        random.setSeed(1);
        // In JDK 17 it is in the one, in later ones in the other.
        restored(
                Class.forName("sun.net.www.protocol.http.AuthCacheValue"),
                Class.forName("sun.net.www.protocol.http.AuthCacheImpl"));
        assertNotEquals(new Random(1).nextLong(), random.nextLong());
        assertNotEquals(captured, nonce(url, user, seen));
        server.stop(0);
    }

    private static String nonce(URL url, Authenticator user, String[] seen) throws Exception {
        HttpURLConnection connection = (HttpURLConnection) url.openConnection();
        connection.setAuthenticator(user);
        assertEquals(204, connection.getResponseCode());
        return seen[0].replaceAll(".*cnonce=\"([^\"]*)\".*", "$1");
    }
}
