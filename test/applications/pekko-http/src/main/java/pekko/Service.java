package pekko;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.http.javadsl.server.AllDirectives;
import org.apache.pekko.http.javadsl.server.PathMatchers;
import org.apache.pekko.http.javadsl.server.Route;
import org.apache.pekko.stream.javadsl.Source;

/** Greets, and counts the ticks of a stream. */
public final class Service extends AllDirectives {
  private final AtomicLong ticks = new AtomicLong();

  public static void main(String[] args) {
    Service service = new Service();
    ActorSystem<Void> system = ActorSystem.create(Behaviors.empty(), "service");
    Source.tick(Duration.ZERO, Duration.ofMillis(100), "tick")
        .runForeach(tick -> service.ticks.incrementAndGet(), system);
    Http.get(system).newServerAt("0.0.0.0", 8080).bind(service.routes());
  }

  private Route routes() {
    return concat(
        path(PathMatchers.segment("hello").slash(PathMatchers.segment()), name -> complete("Hello, " + name)),
        path("ticks", () -> complete(Long.toString(ticks.get()))));
  }
}
