package io.github.ekscrac.springdemo;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

@RestController
@RequestMapping("/api/customers")
public class CustomerController {

    private static final int MAX_PAGE = 100;

    private final CustomerRepository customers;

    public CustomerController(CustomerRepository customers) {
        this.customers = customers;
    }

    @PostMapping
    public ResponseEntity<Customer> add(@RequestBody NewCustomer request) {
        if (!request.isComplete()) {
            throw new ResponseStatusException(HttpStatus.BAD_REQUEST, "name, email and accountNumber are required");
        }
        Customer customer = Customer.from(request);
        customers.add(customer);
        return ResponseEntity.created(URI.create("/api/customers/" + customer.id())).body(customer);
    }

    @GetMapping
    public List<Customer> page(
            @RequestParam(defaultValue = "25") int limit,
            @RequestParam Optional<String> after) {
        return customers.page(Math.max(1, Math.min(limit, MAX_PAGE)), after);
    }

    @GetMapping("/{id}")
    public Customer find(@PathVariable String id) {
        return customers.find(id).orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
    }
}
