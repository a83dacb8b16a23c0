package io.github.ekscrac.springdemo;

import jakarta.annotation.PreDestroy;
import org.crac.Context;
import org.crac.Core;
import org.crac.Resource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * The one client in use, and the settings it was opened with. No client outlives a checkpoint: its sockets would be
 * dead after the restore, its endpoint and credentials those of the place where the checkpoint was captured.
 *
 * <p>CRaC's context holds resources weakly. This one is a singleton bean, so Spring holds it strongly. It registers in
 * its constructor, which is before Spring's own lifecycle processor does: hooks run in reverse order of registration
 * before a checkpoint and in order after a restore, so the web server has stopped when the client is closed, and starts
 * again when there is a new one.
 */
@Component
public class DynamoDbConnection implements Resource {

    private static final Logger log = LoggerFactory.getLogger(DynamoDbConnection.class);

    private record Open(Settings settings, DynamoDbClient client) {
    }

    private final SettingsReader settingsReader;
    private final DynamoDbClientFactory clients;
    private volatile Open open;

    @Autowired
    public DynamoDbConnection(SettingsReader settingsReader, DynamoDbClientFactory clients) {
        this(settingsReader, clients, Core.getGlobalContext());
    }

    DynamoDbConnection(SettingsReader settingsReader, DynamoDbClientFactory clients, Context<Resource> context) {
        this.settingsReader = settingsReader;
        this.clients = clients;
        open();
        context.register(this);
    }

    public DynamoDbClient client() {
        return current().client();
    }

    public Settings settings() {
        return current().settings();
    }

    @Override
    public void beforeCheckpoint(Context<? extends Resource> context) {
        close();
        log.info("DynamoDB client closed for the checkpoint");
    }

    @Override
    public void afterRestore(Context<? extends Resource> context) {
        open();
        log.info("DynamoDB client rebuilt after the restore: {}", settings());
    }

    @PreDestroy
    void close() {
        Open closing = open;
        open = null;
        if (closing != null) {
            closing.client().close();
        }
    }

    private void open() {
        Settings settings = settingsReader.read();
        DynamoDbClient client = clients.open(settings);
        // Production opens no connection here: a restore must not wait for the network.
        if (settings.mode() == Mode.CI) {
            new CustomerTable(client, settings.table()).createIfMissing();
        }
        open = new Open(settings, client);
    }

    private Open current() {
        Open current = open;
        if (current == null) {
            throw new IllegalStateException("the DynamoDB client is closed for a checkpoint");
        }
        return current;
    }
}
