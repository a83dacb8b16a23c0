package io.github.ekscrac.springdemo;

import java.util.stream.Stream;

/** What a caller sends; the service adds id and time. */
public record NewCustomer(String name, String email, String accountNumber) {

    boolean isComplete() {
        return Stream.of(name, email, accountNumber).noneMatch(field -> field == null || field.isBlank());
    }
}
