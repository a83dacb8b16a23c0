package io.github.ekscrac.springdemo;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import org.springframework.stereotype.Repository;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;

/** Customers in DynamoDB. Asks the connection for its client each time, because a restore replaces it. */
@Repository
public class CustomerRepository {

    private final DynamoDbConnection connection;

    public CustomerRepository(DynamoDbConnection connection) {
        this.connection = connection;
    }

    public void add(Customer customer) {
        inTable((client, table) -> client.putItem(put -> put.tableName(table).item(toItem(customer))));
    }

    public Optional<Customer> find(String id) {
        var answer = inTable((client, table) -> client.getItem(get -> get.tableName(table).key(key(id))));
        return answer.hasItem() ? Optional.of(fromItem(answer.item())) : Optional.empty();
    }

    /** One page, in no particular order: its cost does not grow with the table. */
    public List<Customer> page(int limit, Optional<String> after) {
        var scan = ScanRequest.builder().limit(limit);
        after.ifPresent(id -> scan.exclusiveStartKey(key(id)));
        var answer = inTable((client, table) -> client.scan(scan.tableName(table).build()));
        return answer.items().stream().map(CustomerRepository::fromItem).toList();
    }

    /** A restored copy has asked nobody for its table: whoever misses it first has it made. */
    private <T> T inTable(BiFunction<DynamoDbClient, String, T> request) {
        try {
            return request.apply(connection.client(), connection.settings().table());
        } catch (ResourceNotFoundException missing) {
            if (!connection.createMissingTable()) {
                throw missing;
            }
            return request.apply(connection.client(), connection.settings().table());
        }
    }

    private static Map<String, AttributeValue> key(String id) {
        return Map.of("id", AttributeValue.fromS(id));
    }

    private static Map<String, AttributeValue> toItem(Customer customer) {
        return Map.of(
                "id", AttributeValue.fromS(customer.id()),
                "name", AttributeValue.fromS(customer.name()),
                "email", AttributeValue.fromS(customer.email()),
                "accountNumber", AttributeValue.fromS(customer.accountNumber()),
                "createdAt", AttributeValue.fromS(customer.createdAt().toString()));
    }

    private static Customer fromItem(Map<String, AttributeValue> item) {
        return new Customer(
                item.get("id").s(),
                item.get("name").s(),
                item.get("email").s(),
                item.get("accountNumber").s(),
                Instant.parse(item.get("createdAt").s()));
    }
}
