package io.github.ekscrac.springdemo;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Repository;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;

/** Customers in DynamoDB. Asks the connection for its client each time, because a restore replaces it. */
@Repository
public class CustomerRepository {

    private final DynamoDbConnection connection;

    public CustomerRepository(DynamoDbConnection connection) {
        this.connection = connection;
    }

    public void add(Customer customer) {
        connection.client().putItem(put -> put.tableName(table()).item(toItem(customer)));
    }

    public Optional<Customer> find(String id) {
        var answer = connection.client().getItem(get -> get.tableName(table()).key(key(id)));
        return answer.hasItem() ? Optional.of(fromItem(answer.item())) : Optional.empty();
    }

    /** One page, in no particular order: its cost does not grow with the table. */
    public List<Customer> page(int limit, Optional<String> after) {
        var scan = ScanRequest.builder().tableName(table()).limit(limit);
        after.ifPresent(id -> scan.exclusiveStartKey(key(id)));
        return connection.client().scan(scan.build()).items().stream().map(CustomerRepository::fromItem).toList();
    }

    private String table() {
        return connection.settings().table();
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
