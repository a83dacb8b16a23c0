package undertow;

import io.undertow.Handlers;
import io.undertow.Undertow;

public class Service {
    public static void main(String[] args) {
        Undertow.builder()
                .addHttpListener(8080, "0.0.0.0")
                .setHandler(Handlers.pathTemplate()
                        .add("/health", exchange -> exchange.getResponseSender().send("ok"))
                        .add("/hello/{name}", exchange -> exchange.getResponseSender()
                                .send("hello " + exchange.getQueryParameters().get("name").getFirst())))
                .build()
                .start();
    }
}
