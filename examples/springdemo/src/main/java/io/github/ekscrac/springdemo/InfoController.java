package io.github.ekscrac.springdemo;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Shows the settings in use, so that a change made at restore can be seen from outside. */
@RestController
public class InfoController {

    /** An empty endpoint means the region's own. */
    public record Info(String mode, String endpoint, String region, String table) {
    }

    private final DynamoDbConnection connection;

    public InfoController(DynamoDbConnection connection) {
        this.connection = connection;
    }

    @GetMapping("/api/info")
    public Info info() {
        Settings settings = connection.settings();
        return new Info(
                settings.mode().lowerCase(),
                settings.endpoint().map(Object::toString).orElse(""),
                settings.region(),
                settings.table());
    }
}
