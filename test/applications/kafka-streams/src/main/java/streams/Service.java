package streams;

import com.sun.net.httpserver.HttpServer;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.state.QueryableStoreTypes;

/** Counts words in a store of RocksDB. */
public final class Service {
  private static final String BROKER = "kafka:9092";
  private static final String WORDS = "words";

  private Service() {}

  public static void main(String[] args) throws Exception {
    createTopic();
    KafkaStreams streams = streams();
    KafkaProducer<String, String> producer =
        new KafkaProducer<>(Map.of("bootstrap.servers", BROKER), new StringSerializer(), new StringSerializer());
    streams.start();
    HttpServer server = HttpServer.create(new InetSocketAddress(8080), 0);
    server.setExecutor(Executors.newFixedThreadPool(4));
    answer(server, "/ready", () -> ready(streams));
    answer(server, "/say", () -> 
        "partition " + producer.send(new ProducerRecord<>(WORDS, "hello", "hello")).get().partition());
    answer(server, "/counted", () -> "hello: " + (count(streams, "hello") > 0));
    server.start();
  }

  private static void createTopic() throws InterruptedException, ExecutionException {
    try (Admin admin = Admin.create(Map.<String, Object>of("bootstrap.servers", BROKER))) {
      if (!admin.listTopics().names().get().contains(WORDS)) {
        admin.createTopics(List.of(new NewTopic(WORDS, 1, (short) 1))).all().get();
      }
    }
  }

  private static KafkaStreams streams() {
    StreamsBuilder builder = new StreamsBuilder();
    builder.<String, String>stream(WORDS).groupByKey().count(Materialized.as("counts"));
    Properties properties = new Properties();
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "streams");
    properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, BROKER);
    properties.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, 100);
    properties.put(StreamsConfig.DEFAULT_KEY_SERDE_CLASS_CONFIG, Serdes.StringSerde.class);
    properties.put(StreamsConfig.DEFAULT_VALUE_SERDE_CLASS_CONFIG, Serdes.StringSerde.class);
    return new KafkaStreams(builder.build(), properties);
  }

  private static String ready(KafkaStreams streams) {
    if (streams.state() != KafkaStreams.State.RUNNING) throw new IllegalStateException(streams.state().name());
    return "running";
  }

  private static long count(KafkaStreams streams, String word) {
    Long count = streams
        .store(StoreQueryParameters.fromNameAndType("counts", QueryableStoreTypes.<String, Long>keyValueStore()))
        .get(word);
    return count == null ? 0 : count;
  }

  private static void answer(HttpServer server, String path, Callable<String> work) {
    server.createContext(path, exchange -> {
      byte[] body;
      int status = 200;
      try {
        body = work.call().getBytes(StandardCharsets.UTF_8);
      } catch (Exception e) {
        status = 500;
        body = e.toString().getBytes(StandardCharsets.UTF_8);
      }
      exchange.sendResponseHeaders(status, body.length);
      exchange.getResponseBody().write(body);
      exchange.close();
    });
  }
}
