package io.github.ekscrac.springdemo;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

@SpringBootApplication
public class SpringDemoApplication {

    public static void main(String[] args) {
        // The JDK's own HTTP client asks for credentials about once an hour. It would keep that connection for some
        // seconds where no hook can close it, and a checkpoint in those seconds would find an open socket.
        // DynamoDB is reached through another client, whose pool is kept alive and closed by us.
        System.setProperty("http.keepAlive", "false");
        SpringApplication.run(SpringDemoApplication.class, args);
    }
}
