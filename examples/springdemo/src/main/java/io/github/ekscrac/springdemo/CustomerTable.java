package io.github.ekscrac.springdemo;

import java.time.Duration;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ResourceInUseException;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.TableStatus;

/** The table of a throw-away environment. */
class CustomerTable {

    private static final Duration POLL = Duration.ofMillis(200);
    private static final int POLLS = 150;

    private final DynamoDbClient client;
    private final String name;

    CustomerTable(DynamoDbClient client, String name) {
        this.client = client;
        this.name = name;
    }

    /** One request where the table is there. */
    void createIfMissing() {
        try {
            if (status() == TableStatus.ACTIVE) {
                return;
            }
        } catch (ResourceNotFoundException missing) {
            create();
        }
        waitUntilActive();
    }

    private void create() {
        try {
            client.createTable(table -> table
                    .tableName(name)
                    .billingMode(BillingMode.PAY_PER_REQUEST)
                    .attributeDefinitions(id -> id.attributeName("id").attributeType(ScalarAttributeType.S))
                    .keySchema(key -> key.attributeName("id").keyType(KeyType.HASH)));
        } catch (ResourceInUseException raced) {
            // Several processes restored at once from one checkpoint: another one was faster.
        }
    }

    /** Not the SDK's waiter: that one brings a thread pool, and every thread would be part of the checkpoint. */
    private void waitUntilActive() {
        for (int poll = 0; poll < POLLS; poll++) {
            if (status() == TableStatus.ACTIVE) {
                return;
            }
            sleep();
        }
        throw new IllegalStateException("table " + name + " did not become active");
    }

    private TableStatus status() {
        return client.describeTable(request -> request.tableName(name)).table().tableStatus();
    }

    private static void sleep() {
        try {
            Thread.sleep(POLL.toMillis());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for the table", interrupted);
        }
    }
}
