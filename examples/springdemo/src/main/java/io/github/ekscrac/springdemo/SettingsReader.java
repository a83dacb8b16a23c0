package io.github.ekscrac.springdemo;

import static org.springframework.core.env.StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME;

import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.stereotype.Component;

/**
 * Reads the settings through Spring's environment. A system property ({@code dynamodb.endpoint}) wins over the variable
 * of the same name ({@code DYNAMODB_ENDPOINT}).
 */
@Component
public class SettingsReader {

    private final ConfigurableEnvironment environment;
    private final Supplier<Map<String, String>> variables;

    @Autowired
    public SettingsReader(ConfigurableEnvironment environment) {
        this(environment, System::getenv);
    }

    SettingsReader(ConfigurableEnvironment environment, Supplier<Map<String, String>> variables) {
        this.environment = environment;
        this.variables = variables;
    }

    public Settings read() {
        takeVariablesAsTheyAreNow();
        return new Settings(
                Mode.parse(optional("mode").orElse("prod")),
                optional("aws.region").orElseThrow(() -> new IllegalStateException("AWS_REGION is not set")),
                optional("dynamodb.endpoint").map(URI::create),
                optional("customers.table").orElse("customers"));
    }

    /** Blank counts as absent: a restore can then take back a variable that the checkpoint was captured with. */
    private Optional<String> optional(String name) {
        return Optional.ofNullable(environment.getProperty(name)).filter(value -> !value.isBlank());
    }

    /** Spring keeps the map of variables it found at start; a restored process may have been given another one. */
    private void takeVariablesAsTheyAreNow() {
        Map<String, Object> now = Map.copyOf(variables.get());
        environment.getPropertySources().replace(
                SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
                new SystemEnvironmentPropertySource(SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, now));
    }
}
