package io.github.ekscrac.springdemo;

import jakarta.annotation.PreDestroy;
import org.springframework.stereotype.Component;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** The one client in use, and the settings it was opened with. */
@Component
public class DynamoDbConnection {

    private record Open(Settings settings, DynamoDbClient client) {
    }

    private final SettingsReader settingsReader;
    private final DynamoDbClientFactory clients;
    private volatile Open open;

    public DynamoDbConnection(SettingsReader settingsReader, DynamoDbClientFactory clients) {
        this.settingsReader = settingsReader;
        this.clients = clients;
        open();
        createMissingTable();
    }

    public DynamoDbClient client() {
        return current().client();
    }

    public Settings settings() {
        return current().settings();
    }

    /** Until the next {@link #open} there is no client, but all that one needs and the place does not decide. */
    void closeForCheckpoint() {
        Open closing = open;
        close();
        if (closing != null) {
            clients.prepare(closing.settings());
        }
    }

    @PreDestroy
    void close() {
        Open closing = open;
        open = null;
        if (closing != null) {
            closing.client().close();
        }
    }

    /** Opens a client with the settings as they are now. It connects to nobody: a restore must not wait for the network. */
    final void open() {
        Settings settings = settingsReader.read();
        open = new Open(settings, clients.open(settings));
    }

    /** Of a throw-away environment; in production it does nothing, and answers so. */
    final boolean createMissingTable() {
        Open current = current();
        if (current.settings().mode() != Mode.CI) {
            return false;
        }
        new CustomerTable(current.client(), current.settings().table()).createIfMissing();
        return true;
    }

    private Open current() {
        Open current = open;
        if (current == null) {
            throw new IllegalStateException("the DynamoDB client is closed for a checkpoint");
        }
        return current;
    }
}
