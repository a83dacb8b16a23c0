package vertx;

import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.client.WebClient;

/** Greets, and asks itself. */
public final class Service {
  private Service() {}

  public static void main(String[] args) {
    Vertx vertx = Vertx.vertx();
    WebClient client = WebClient.create(vertx);
    Router router = Router.router(vertx);
    router.get("/hello/:name").handler(context -> context.end("Hello, " + context.pathParam("name")));
    router.get("/self").handler(context ->
        client.get(8080, "localhost", "/hello/self").send()
            .onSuccess(answer -> context.end(answer.bodyAsString()))
            .onFailure(context::fail));
    vertx.createHttpServer().requestHandler(router).listen(8080);
  }
}
