package io.github.ekscrac.postgresdemo;

import com.sun.net.httpserver.HttpServer;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.crac.Context;
import org.crac.Resource;

/** Web server and connection pool, which exist only between a start or restore and the next checkpoint or end. */
final class Service implements Resource {

    private static final int PORT = 8080;
    private static final int THREADS = 4;

    private HikariDataSource pool;
    private ExecutorService threads;
    private HttpServer server;

    synchronized void open() throws IOException {
        pool = new HikariDataSource(poolConfig());
        CustomerTable customers = new CustomerTable(pool);
        customers.createIfMissing();

        // Without it head and body of an answer are two packets, and the second waits 40 ms for an acknowledgement.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        threads = Executors.newFixedThreadPool(THREADS);
        server = HttpServer.create(new InetSocketAddress(PORT), 0);
        server.setExecutor(threads);
        new Api(customers).addTo(server);
        server.start();
        System.out.println("postgresdemo: listening on port " + PORT);
    }

    synchronized void close() {
        server.stop(1);
        threads.shutdown();
        pool.close();
        System.out.println("postgresdemo: stopped listening");
    }

    @Override
    public void beforeCheckpoint(Context<? extends Resource> context) {
        close();
    }

    @Override
    public void afterRestore(Context<? extends Resource> context) throws IOException {
        open();
    }

    /** Read anew each time: the database of the restore is not the one of the capture. */
    private static HikariConfig poolConfig() {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(variable("DATABASE_URL").orElseThrow(() -> new IllegalStateException("DATABASE_URL is not set")));
        variable("DATABASE_USER").ifPresent(config::setUsername);
        variable("DATABASE_PASSWORD").ifPresent(config::setPassword);
        config.setMaximumPoolSize(THREADS);
        return config;
    }

    private static Optional<String> variable(String name) {
        return Optional.ofNullable(System.getenv(name)).filter(value -> !value.isBlank());
    }
}
