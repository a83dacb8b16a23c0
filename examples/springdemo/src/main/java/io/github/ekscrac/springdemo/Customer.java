package io.github.ekscrac.springdemo;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

public record Customer(String id, String name, String email, String accountNumber, Instant createdAt) {

    static Customer from(NewCustomer request) {
        return new Customer(
                UUID.randomUUID().toString(),
                request.name(),
                request.email(),
                request.accountNumber(),
                Instant.now().truncatedTo(ChronoUnit.MILLIS));
    }
}
