package io.github.ekscrac.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.exporter.internal.otlp.ResourceMarshaler;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.IdGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.internal.http.pipeline.stages.ApplyTransactionIdStage;
import software.amazon.awssdk.core.retry.backoff.EqualJitterBackoffStrategy;
import software.amazon.awssdk.core.retry.backoff.FullJitterBackoffStrategy;
import software.amazon.awssdk.utils.cache.CachedSupplier;
import software.amazon.awssdk.utils.cache.RefreshResult;

/** Telemetry, the AWS SDK, and libraries that draw each id from a generator of the JDK. */
class ClientLibrariesTest extends LibraryTest {
    private static final AttributeKey<String> INSTANCE = AttributeKey.stringKey("service.instance.id");

    private static String exported(Resource resource) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            ResourceMarshaler.create(resource).writeBinaryTo(bytes);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Test
    void openTelemetryIsAnotherInstanceOfTheService() throws Exception {
        String captured = UUID.randomUUID().toString();
        Resource resource =
                Resource.create(Attributes.of(INSTANCE, captured, AttributeKey.stringKey("service.name"), "customers"));
        Resource merged = Resource.getDefault().merge(resource);
        assertTrue(exported(merged).contains(captured));
        restored(resource, merged, ResourceMarshaler.class);
        String next = merged.getAttribute(INSTANCE);
        assertNotEquals(captured, next);
        assertEquals(4, UUID.fromString(next).version());
        assertEquals(next, resource.getAttribute(INSTANCE));
        assertEquals("customers", merged.getAttribute(AttributeKey.stringKey("service.name")));
        assertTrue(exported(merged).contains(next));
        assertFalse(exported(merged).contains(captured));
    }

    @Test
    void awsJitterAndTransactionsGoOnFromAnotherSeed() throws Exception {
        var full = FullJitterBackoffStrategy.builder()
                .baseDelay(Duration.ofSeconds(1))
                .maxBackoffTime(Duration.ofSeconds(9))
                .build();
        var equal = EqualJitterBackoffStrategy.builder()
                .baseDelay(Duration.ofSeconds(1))
                .maxBackoffTime(Duration.ofSeconds(9))
                .build();
        reseeds(full, "random");
        reseeds(equal, "random");
        reseeds(new ApplyTransactionIdStage(), "random");
        reseeds(CachedSupplier.builder(() -> RefreshResult.builder("").build()).build(), "jitterRandom");
    }

    private static void reseeds(Object owner, String name) throws Exception {
        Random random = (Random) field(owner.getClass(), name).get(owner);
        random.setSeed(1);
        restored(owner);
        assertNotEquals(new Random(1).nextLong(), random.nextLong(), owner.toString());
    }

    /**
     * They come from the JDK's generator of the thread, which the agent reseeds: with its state reset, the ids repeat.
     */
    @Test
    void traceIdsComeFromTheThreadsGenerator() throws Exception {
        var seed = field(Thread.class, "threadLocalRandomSeed");
        IdGenerator ids = IdGenerator.random();
        ids.generateTraceId();
        long captured = seed.getLong(Thread.currentThread());
        String first = ids.generateTraceId() + ids.generateSpanId();
        seed.setLong(Thread.currentThread(), captured);
        assertEquals(first, ids.generateTraceId() + ids.generateSpanId());
        seed.setLong(Thread.currentThread(), captured + 1);
        assertNotEquals(first, ids.generateTraceId() + ids.generateSpanId());
    }

    @ParameterizedTest
    @CsvSource({
        "org.springframework.session.UuidSessionIdGenerator, java/util/UUID, randomUUID",
        "org.springframework.session.MapSession, java/util/UUID, randomUUID",
        "software.amazon.awssdk.core.util.IdempotentUtils, java/util/UUID, randomUUID",
        "software.amazon.awssdk.retries.api.BackoffStrategy, java/util/concurrent/ThreadLocalRandom, current",
        "brave.internal.Platform$Jre7, java/util/concurrent/ThreadLocalRandom, current",
        "com.hazelcast.internal.util.ThreadLocalRandomProvider, java/util/concurrent/ThreadLocalRandom, current",
        "org.hibernate.id.uuid.StandardRandomStrategy, java/util/UUID, randomUUID",
        "org.apache.kafka.common.Uuid, java/util/UUID, randomUUID",
    })
    void eachIdIsDrawnFromTheJdk(String type, String generator, String method) throws Exception {
        String file;
        try (var bytes = ClientLibrariesTest.class.getResourceAsStream('/' + type.replace('.', '/') + ".class")) {
            file = new String(bytes.readAllBytes(), StandardCharsets.ISO_8859_1);
        }
        assertTrue(file.contains(generator) && file.contains(method), type);
    }
}
