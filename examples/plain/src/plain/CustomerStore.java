package plain;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** The newest customers, in memory. Values are kept as the JSON text they arrived in, still escaped. */
final class CustomerStore {

    private static final int CAPACITY = 10_000;

    record Customer(String id, String name, String email, String accountNumber, Instant createdAt) {

        String toJson() {
            return "{\"id\":\"%s\",\"name\":\"%s\",\"email\":\"%s\",\"accountNumber\":\"%s\",\"createdAt\":\"%s\"}"
                    .formatted(id, name, email, accountNumber, createdAt);
        }
    }

    private final Map<String, Customer> customers = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Customer> eldest) {
            return size() > CAPACITY;
        }
    };

    synchronized Customer add(String name, String email, String accountNumber) {
        Customer customer = new Customer(UUID.randomUUID().toString(), name, email, accountNumber, Instant.now());
        customers.put(customer.id(), customer);
        return customer;
    }

    synchronized Optional<Customer> find(String id) {
        return Optional.ofNullable(customers.get(id));
    }

    synchronized List<Customer> page(int limit) {
        return customers.values().stream().limit(limit).toList();
    }
}
