package io.github.ekscrac.springdemo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.crac.Context;
import org.crac.Resource;
import org.junit.jupiter.api.Test;
import org.springframework.core.env.StandardEnvironment;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;

class DynamoDbCheckpointTest {

    private final Map<String, String> variables = new HashMap<>(Map.of("MODE", "ci", "AWS_REGION", "eu-west-1"));
    private final List<InMemoryDynamoDb> opened = new ArrayList<>();
    private final RecordingContext context = new RecordingContext();
    private final DynamoDbConnection connection = new DynamoDbConnection(
            new SettingsReader(new StandardEnvironment(), () -> variables), this::openClient);
    private final CustomerRepository customers = new CustomerRepository(connection);
    private final DynamoDbCheckpoint checkpoint = new DynamoDbCheckpoint(connection, context);

    @Test
    void registersItselfForCheckpoints() {
        assertThat(context.registered).containsExactly(checkpoint);
    }

    @Test
    void closesTheClientBeforeACheckpoint() {
        checkpoint.beforeCheckpoint(context);

        assertThat(opened).hasSize(1).allMatch(InMemoryDynamoDb::isClosed);
        assertThatThrownBy(connection::client).hasMessageContaining("closed for a checkpoint");
    }

    @Test
    void opensANewClientWithTheSettingsOfTheRestore() {
        checkpoint.beforeCheckpoint(context);
        variables.putAll(Map.of("MODE", "prod", "AWS_REGION", "us-east-2", "CUSTOMERS_TABLE", "real"));
        checkpoint.afterRestore(context);

        assertThat(opened).hasSize(2);
        assertThat(connection.client()).isSameAs(opened.get(1));
        assertThat(connection.settings().mode()).isEqualTo(Mode.PROD);
        assertThat(connection.settings().region()).isEqualTo("us-east-2");
    }

    @Test
    void asksNobodyForItsTableAfterARestore() {
        assertThat(opened.get(0).hasTable("customers")).isTrue();

        checkpoint.beforeCheckpoint(context);
        checkpoint.afterRestore(context);

        assertThat(opened.get(1).requests()).isZero();
    }

    @Test
    void makesATableThatIsMissingAfterARestoreForTheFirstRequest() {
        checkpoint.beforeCheckpoint(context);
        checkpoint.afterRestore(context);

        assertThat(customers.page(1, Optional.empty())).isEmpty();
        assertThat(opened.get(1).hasTable("customers")).isTrue();
    }

    @Test
    void makesNoTableInProduction() {
        checkpoint.beforeCheckpoint(context);
        variables.put("MODE", "prod");
        checkpoint.afterRestore(context);

        assertThatThrownBy(() -> customers.page(1, Optional.empty())).isInstanceOf(ResourceNotFoundException.class);
        assertThat(opened.get(1).hasTable("customers")).isFalse();
    }

    private InMemoryDynamoDb openClient(Settings settings) {
        InMemoryDynamoDb client = new InMemoryDynamoDb();
        opened.add(client);
        return client;
    }

    private static class RecordingContext extends Context<Resource> {

        private final List<Resource> registered = new ArrayList<>();

        @Override
        public void beforeCheckpoint(Context<? extends Resource> context) {
        }

        @Override
        public void afterRestore(Context<? extends Resource> context) {
        }

        @Override
        public void register(Resource resource) {
            registered.add(resource);
        }
    }
}
