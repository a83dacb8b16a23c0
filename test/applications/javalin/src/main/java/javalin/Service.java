package javalin;

import io.javalin.Javalin;

public class Service {
    public static void main(String[] args) {
        Javalin.create()
                .get("/health", context -> context.result("ok"))
                .get("/hello/{name}", context -> context.result("hello " + context.pathParam("name")))
                .start(8080);
    }
}
