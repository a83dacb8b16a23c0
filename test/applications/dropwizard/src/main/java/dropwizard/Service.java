package dropwizard;

import io.dropwizard.core.Application;
import io.dropwizard.core.Configuration;
import io.dropwizard.core.setup.Environment;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import java.util.Map;

/** Greets. */
public final class Service extends Application<Configuration> {
  public static void main(String[] args) throws Exception {
    new Service().run(args);
  }

  @Override
  public void run(Configuration configuration, Environment environment) {
    environment.jersey().register(new Greetings());
  }

  /** The one resource. */
  @Path("/hello/{name}")
  @Produces("application/json")
  public static final class Greetings {
    @GET
    public Map<String, String> greet(@PathParam("name") String name) {
      return Map.of("greeting", "Hello, " + name);
    }
  }
}
