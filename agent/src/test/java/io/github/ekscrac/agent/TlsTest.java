package io.github.ekscrac.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A client and a server in one process, with a connection before the checkpoint. */
class TlsTest extends AgentTest {
    private static final char[] PASSWORD = "changeit".toCharArray();

    @Test
    void noSessionAndNoTicketKeyOutlivesARestore(@TempDir Path folder) throws Exception {
        SSLContext tls = context(folder);
        try (SSLServerSocket server =
                (SSLServerSocket) tls.getServerSocketFactory().createServerSocket(0)) {
            long first = talk(tls, server);
            assertEquals(first, talk(tls, server), "resumed while nothing was restored");
            Map<?, ?> keys = ticketKeys(tls);
            assertFalse(keys.isEmpty());
            Object key = keys.values().iterator().next();
            restored();
            assertTrue(keys.isEmpty());
            assertFalse(tls.getClientSessionContext().getIds().hasMoreElements());
            assertNotEquals(first, talk(tls, server), "a handshake of its own");
            assertNotEquals(key, ticketKeys(tls).values().iterator().next());
        }
    }

    private static Map<?, ?> ticketKeys(SSLContext tls) throws Exception {
        Object server = tls.getServerSessionContext();
        Field keys = TestInternals.GET.field(server.getClass(), "keyHashMap");
        return (Map<?, ?>) keys.get(server);
    }

    /** Returns the creation time of the connection's session, which stays the same when the session is resumed. */
    private static long talk(SSLContext tls, SSLServerSocket server) throws Exception {
        Thread serverThread = new Thread(() -> {
            try (SSLSocket socket = (SSLSocket) server.accept()) {
                socket.getOutputStream().write(socket.getInputStream().read());
                socket.getOutputStream().flush();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        serverThread.start();
        // A client looks up its sessions by host name and port.
        try (SSLSocket socket = (SSLSocket) tls.getSocketFactory().createSocket("localhost", server.getLocalPort())) {
            socket.getOutputStream().write(7);
            assertEquals(7, socket.getInputStream().read());
            return socket.getSession().getCreationTime();
        } finally {
            serverThread.join();
        }
    }

    private static SSLContext context(Path folder) throws Exception {
        Path store = folder.resolve("store.p12");
        Process keytool = new ProcessBuilder(
                        System.getProperty("java.home") + "/bin/keytool",
                        "-genkeypair",
                        "-keyalg",
                        "EC",
                        "-alias",
                        "test",
                        "-dname",
                        "CN=localhost",
                        "-storepass",
                        "changeit",
                        "-keystore",
                        store.toString())
                .redirectErrorStream(true)
                .start();
        assertEquals(0, keytool.waitFor(), new String(keytool.getInputStream().readAllBytes()));
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD);
        }
        KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        own.init(keys, PASSWORD);
        TrustManagerFactory trusted = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trusted.init(keys);
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(own.getKeyManagers(), trusted.getTrustManagers(), null);
        return tls;
    }
}
