package io.github.ekscrac.springdemo;

import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** Opens a client for the given settings. */
@FunctionalInterface
public interface DynamoDbClientFactory {

    DynamoDbClient open(Settings settings);

    /** Makes what the next client needs and its settings do not decide, so that it is in the checkpoint. */
    default void prepare(Settings current) {
    }
}
