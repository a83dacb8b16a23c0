package armeria;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.healthcheck.HealthCheckService;

public class Service {
    public static void main(String[] args) {
        Server.builder()
                .http(8080)
                .service("/health", HealthCheckService.of())
                .service("/hello/{name}", (context, request) -> HttpResponse.of("hello " + context.pathParam("name")))
                .build()
                .start()
                .join();
    }
}
