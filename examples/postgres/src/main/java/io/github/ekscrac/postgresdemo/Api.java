package io.github.ekscrac.postgresdemo;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.sql.SQLException;

/** The customer API and a readiness path that asks the database. */
final class Api {

    private static final int MAX_BODY = 64 * 1024;
    private static final String CUSTOMERS = "/api/customers";

    private record Answer(int status, String json) {
    }

    @FunctionalInterface
    private interface Route {
        Answer answer(HttpExchange exchange) throws IOException, SQLException;
    }

    private final CustomerTable customers;

    Api(CustomerTable customers) {
        this.customers = customers;
    }

    void addTo(HttpServer server) {
        server.createContext("/health", exchange -> reply(exchange, this::health));
        server.createContext(CUSTOMERS, exchange -> reply(exchange, this::customers));
    }

    private Answer health(HttpExchange exchange) throws SQLException {
        customers.find("");
        return new Answer(200, "{\"status\":\"UP\"}");
    }

    private Answer customers(HttpExchange exchange) throws IOException, SQLException {
        String rest = exchange.getRequestURI().getPath().substring(CUSTOMERS.length());
        return switch (exchange.getRequestMethod() + (rest.isEmpty() ? " all" : " one")) {
            case "POST all" -> new Answer(201, customers.add(new String(exchange.getRequestBody().readNBytes(MAX_BODY), UTF_8)));
            case "GET all" -> new Answer(200, customers.page());
            case "GET one" -> customers.find(rest.substring(1))
                    .map(customer -> new Answer(200, customer))
                    .orElse(error(404, "no such customer"));
            default -> error(405, "method not allowed");
        };
    }

    private static void reply(HttpExchange exchange, Route route) throws IOException {
        try (exchange) {
            Answer answer = answerOf(route, exchange);
            byte[] body = answer.json().getBytes(UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(answer.status(), body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private static Answer answerOf(Route route, HttpExchange exchange) throws IOException {
        try {
            return route.answer(exchange);
        } catch (SQLException failure) {
            if (blamesTheData(failure)) {
                return error(400, "name, email and accountNumber are required");
            }
            System.err.println("postgresdemo: " + failure.getMessage());
            return error(503, "the database does not answer");
        }
    }

    /** SQL state classes 22, "data exception", and 23, "integrity constraint violation". */
    private static boolean blamesTheData(SQLException failure) {
        String state = failure.getSQLState();
        return state != null && (state.startsWith("22") || state.startsWith("23"));
    }

    private static Answer error(int status, String message) {
        return new Answer(status, "{\"error\":\"" + message + "\"}");
    }
}
