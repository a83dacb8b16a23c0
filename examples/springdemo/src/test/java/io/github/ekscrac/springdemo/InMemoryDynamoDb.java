package io.github.ekscrac.springdemo;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.CreateTableResponse;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableResponse;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemResponse;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import software.amazon.awssdk.services.dynamodb.model.ScanResponse;
import software.amazon.awssdk.services.dynamodb.model.TableStatus;

/** As much of DynamoDB as the service uses; items are kept in the order of their ids. */
class InMemoryDynamoDb implements DynamoDbClient {

    private final Map<String, SortedMap<String, Map<String, AttributeValue>>> tables = new TreeMap<>();
    private int requests;
    private boolean closed;

    boolean isClosed() {
        return closed;
    }

    int requests() {
        return requests;
    }

    boolean hasTable(String name) {
        return tables.containsKey(name);
    }

    @Override
    public DescribeTableResponse describeTable(DescribeTableRequest request) {
        table(request.tableName());
        return DescribeTableResponse.builder().table(table -> table.tableStatus(TableStatus.ACTIVE)).build();
    }

    @Override
    public CreateTableResponse createTable(CreateTableRequest request) {
        requests++;
        tables.put(request.tableName(), new TreeMap<>());
        return CreateTableResponse.builder().build();
    }

    @Override
    public PutItemResponse putItem(PutItemRequest request) {
        table(request.tableName()).put(request.item().get("id").s(), request.item());
        return PutItemResponse.builder().build();
    }

    @Override
    public GetItemResponse getItem(GetItemRequest request) {
        var answer = GetItemResponse.builder();
        var item = table(request.tableName()).get(request.key().get("id").s());
        return item == null ? answer.build() : answer.item(item).build();
    }

    @Override
    public ScanResponse scan(ScanRequest request) {
        var items = table(request.tableName());
        var rest = request.hasExclusiveStartKey()
                ? items.tailMap(request.exclusiveStartKey().get("id").s() + '\0')
                : items;
        return ScanResponse.builder().items(rest.values().stream().limit(request.limit()).toList()).build();
    }

    @Override
    public String serviceName() {
        return SERVICE_NAME;
    }

    @Override
    public void close() {
        closed = true;
    }

    private SortedMap<String, Map<String, AttributeValue>> table(String name) {
        requests++;
        var table = tables.get(name);
        if (table == null) {
            throw ResourceNotFoundException.builder().message("no table " + name).build();
        }
        return table;
    }
}
