package helidon;

import io.helidon.webclient.api.WebClient;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;

/** Greets, and asks itself. */
public final class Service {
  private static final WebClient CLIENT = WebClient.builder().baseUri("http://localhost:8080").build();

  private Service() {}

  public static void main(String[] args) {
    WebServer.builder().host("0.0.0.0").port(8080).routing(Service::routes).build().start();
  }

  private static void routes(HttpRouting.Builder routing) {
    routing
        .get("/hello/{name}", (request, response) ->
            response.send("Hello, " + request.path().pathParameters().get("name")))
        .get("/self", (request, response) -> response.send(CLIENT.get("/hello/self").requestEntity(String.class)));
  }
}
