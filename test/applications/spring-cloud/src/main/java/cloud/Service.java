package cloud;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.cloud.openfeign.EnableFeignClients;
import org.springframework.cloud.openfeign.FeignClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** Greets, and asks itself by the name of a service. */
@SpringBootApplication
@EnableFeignClients
@RestController
public class Service {
  private final Greetings greetings;

  public Service(Greetings greetings) {
    this.greetings = greetings;
  }

  public static void main(String[] args) {
    SpringApplication.run(Service.class, args);
  }

  @GetMapping("/hello/{name}")
  public String hello(@PathVariable("name") String name) {
    return "Hello, " + name;
  }

  @GetMapping("/relayed/{name}")
  public String relayed(@PathVariable("name") String name) {
    return greetings.hello(name);
  }

  /** The service as its clients see it. */
  @FeignClient("greetings")
  public interface Greetings {
    @GetMapping("/hello/{name}")
    String hello(@PathVariable("name") String name);
  }
}
