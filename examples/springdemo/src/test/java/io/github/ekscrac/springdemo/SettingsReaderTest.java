package io.github.ekscrac.springdemo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.core.env.StandardEnvironment;

class SettingsReaderTest {

    private final Map<String, String> variables = new HashMap<>(Map.of("AWS_REGION", "eu-west-1"));
    private final SettingsReader reader = new SettingsReader(new StandardEnvironment(), () -> variables);

    @Test
    void takesTheCautiousModeWhenNothingIsSaid() {
        Settings settings = reader.read();

        assertThat(settings.mode()).isEqualTo(Mode.PROD);
        assertThat(settings.endpoint()).isEmpty();
        assertThat(settings.table()).isEqualTo("customers");
    }

    @Test
    void seesVariablesThatChangedAfterTheStart() {
        variables.put("MODE", "ci");
        assertThat(reader.read().mode()).isEqualTo(Mode.CI);

        variables.putAll(Map.of("MODE", "prod", "AWS_REGION", "us-east-2", "DYNAMODB_ENDPOINT", "http://other:8000"));

        Settings changed = reader.read();
        assertThat(changed.mode()).isEqualTo(Mode.PROD);
        assertThat(changed.region()).isEqualTo("us-east-2");
        assertThat(changed.endpoint()).contains(URI.create("http://other:8000"));
    }

    @Test
    void treatsABlankVariableAsAbsent() {
        variables.put("DYNAMODB_ENDPOINT", "");

        assertThat(reader.read().endpoint()).isEmpty();
    }

    @Test
    void letsASystemPropertyWin() {
        variables.put("CUSTOMERS_TABLE", "from-variable");
        System.setProperty("customers.table", "from-property");
        try {
            assertThat(reader.read().table()).isEqualTo("from-property");
        } finally {
            System.clearProperty("customers.table");
        }
    }

    @Test
    void namesWhatIsMissingOrWrong() {
        variables.put("MODE", "staging");
        assertThatThrownBy(reader::read).hasMessage("MODE is \"staging\", expected ci or prod");

        variables.remove("MODE");
        variables.remove("AWS_REGION");
        assertThatThrownBy(reader::read).hasMessage("AWS_REGION is not set");
    }
}
