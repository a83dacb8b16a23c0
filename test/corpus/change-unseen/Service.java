public class Service {
    private static final String GREETING = System.getenv("GREETING");

    public static void main(String[] args) throws Exception {
        com.sun.net.httpserver.HttpServer server =
                com.sun.net.httpserver.HttpServer.create(new java.net.InetSocketAddress(8080), 0);
        server.createContext("/", exchange -> {
            byte[] body = GREETING.getBytes();
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }
}
