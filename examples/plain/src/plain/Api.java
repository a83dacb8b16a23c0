package plain;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.util.Optional;
import java.util.regex.Pattern;
import plain.CustomerStore.Customer;

/** The customer API, a readiness path, and a way out for tests. */
final class Api {

    private static final int PAGE = 25;
    private static final int MAX_BODY = 64 * 1024;
    private static final String CUSTOMERS = "/api/customers";

    private record Answer(int status, String json) {
    }

    @FunctionalInterface
    private interface Route {
        Answer answer(HttpExchange exchange) throws IOException;
    }

    private final CustomerStore store;

    Api(CustomerStore store) {
        this.store = store;
    }

    void addTo(HttpServer server) {
        server.createContext("/health", exchange -> reply(exchange, this::health));
        server.createContext(CUSTOMERS, exchange -> reply(exchange, this::customers));
        server.createContext("/exit", this::exit);
    }

    private Answer health(HttpExchange exchange) {
        return Switch.NEVER_READY.isOn() ? new Answer(503, "{\"status\":\"DOWN\"}") : new Answer(200, "{\"status\":\"UP\"}");
    }

    private Answer customers(HttpExchange exchange) throws IOException {
        if (Switch.FAIL_REQUESTS.isOn()) {
            return error(500, "told to fail");
        }
        String rest = exchange.getRequestURI().getPath().substring(CUSTOMERS.length());
        return switch (exchange.getRequestMethod() + (rest.isEmpty() ? " all" : " one")) {
            case "POST all" -> add(new String(exchange.getRequestBody().readNBytes(MAX_BODY), UTF_8));
            case "GET all" -> new Answer(200, store.page(PAGE).stream().map(Customer::toJson).collect(joining(",", "[", "]")));
            case "GET one" -> store.find(rest.substring(1))
                    .map(customer -> new Answer(200, customer.toJson()))
                    .orElse(error(404, "no such customer"));
            default -> error(405, "method not allowed");
        };
    }

    private Answer add(String body) {
        var name = field(body, "name");
        var email = field(body, "email");
        var accountNumber = field(body, "accountNumber");
        if (name.isEmpty() || email.isEmpty() || accountNumber.isEmpty()) {
            return error(400, "name, email and accountNumber are required");
        }
        return new Answer(201, store.add(name.get(), email.get(), accountNumber.get()).toJson());
    }

    /** Enough JSON for a flat object of strings; escapes are left as they are, and so are right in the answer. */
    private static Optional<String> field(String json, String name) {
        var match = Pattern.compile('"' + name + "\"\\s*:\\s*\"((?:[^\"\\\\]|\\\\.)+)\"").matcher(json);
        return match.find() ? Optional.of(match.group(1)) : Optional.empty();
    }

    private void exit(HttpExchange exchange) throws IOException {
        boolean allowed = Switch.ALLOW_EXIT.isOn() && exchange.getRequestMethod().equals("POST");
        reply(exchange, ignored -> allowed ? new Answer(202, "{}") : error(404, "not found"));
        if (allowed) {
            String query = Optional.ofNullable(exchange.getRequestURI().getQuery()).orElse("status=0");
            System.exit(Integer.parseInt(query.replaceFirst("^status=", "")));
        }
    }

    private static Answer error(int status, String message) {
        return new Answer(status, "{\"error\":\"" + message + "\"}");
    }

    private static void reply(HttpExchange exchange, Route route) throws IOException {
        try (exchange) {
            Answer answer = route.answer(exchange);
            byte[] body = answer.json().getBytes(UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(answer.status(), body.length);
            exchange.getResponseBody().write(body);
            if (Switch.LOG_REQUESTS.isOn()) {
                System.out.println("plain: " + exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + answer.status());
            }
        }
    }
}
