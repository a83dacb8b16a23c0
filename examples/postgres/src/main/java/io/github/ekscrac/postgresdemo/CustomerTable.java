package io.github.ekscrac.postgresdemo;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import javax.sql.DataSource;

/** Customers in PostgreSQL, which also reads and writes their JSON, so that the service needs no library for it. */
final class CustomerTable {

    private static final String CREATE =
            """
            create table if not exists customers (
              id text primary key default gen_random_uuid(),
              name text not null,
              email text not null,
              "accountNumber" text not null,
              "createdAt" timestamptz not null default now()
            )""";

    private static final String ADD =
            """
            insert into customers (name, email, "accountNumber")
            select customer->>'name', customer->>'email', customer->>'accountNumber' from (select ?::jsonb as customer) as given
            returning to_json(customers)""";

    private static final String FIND = "select to_json(customers) from customers where id = ?";

    private static final String PAGE =
            "select coalesce(json_agg(page), '[]') from (select * from customers order by id limit 25) as page";

    private final DataSource database;

    CustomerTable(DataSource database) {
        this.database = database;
    }

    void createIfMissing() {
        try (var connection = database.getConnection(); var statement = connection.createStatement()) {
            statement.execute(CREATE);
        } catch (SQLException failure) {
            throw new IllegalStateException("cannot create the table", failure);
        }
    }

    String add(String json) throws SQLException {
        return query(ADD, json).orElseThrow();
    }

    Optional<String> find(String id) throws SQLException {
        return query(FIND, id);
    }

    String page() throws SQLException {
        return query(PAGE).orElseThrow();
    }

    private Optional<String> query(String sql, String... values) throws SQLException {
        try (var connection = database.getConnection(); var statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setString(i + 1, values[i]);
            }
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() ? Optional.of(rows.getString(1)) : Optional.empty();
            }
        }
    }
}
