package sparkjava;

import static spark.Spark.get;
import static spark.Spark.port;

public class Service {
    public static void main(String[] args) {
        port(8080);
        get("/health", (request, response) -> "ok");
        get("/hello/:name", (request, response) -> "hello " + request.params("name"));
    }
}
