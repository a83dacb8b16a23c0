package io.github.ekscrac.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.hazelcast.client.HazelcastClient;
import com.hazelcast.client.config.ClientConfig;
import com.hazelcast.config.Config;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import io.netty.channel.DefaultChannelId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.utils.ProducerIdAndEpoch;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.junit.jupiter.api.Test;
import org.quartz.Scheduler;
import org.quartz.impl.StdSchedulerFactory;
import org.quartz.impl.jdbcjobstore.JobStoreTX;
import org.quartz.simpl.SimpleInstanceIdGenerator;

class ClusterLibrariesTest extends LibraryTest {
    /** Nothing listens there, and nothing needs to. */
    private static final String BROKER = "localhost:1";

    private static final CloseOptions NOW = CloseOptions.timeout(Duration.ZERO);
    private static final String KAFKA = "org.apache.kafka.";

    @Test
    void nettysChannelsHaveAnotherMachineAndProcess() throws Exception {
        differs(() -> DefaultChannelId.newInstance().asLongText().split("-", 3)[0]);
        differs(() -> DefaultChannelId.newInstance().asLongText().split("-", 3)[1]);
    }

    @Test
    void kafkasProducerIsAFindingWhenTheBrokerHasNumberedIt() throws Exception {
        KafkaProducer<String, String> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", BROKER), new StringSerializer(), new StringSerializer());
        assertEquals(List.of(), findings(producer));
        Object transactions = field(KafkaProducer.class, "transactionManager").get(producer);
        field(transactions.getClass(), "producerIdAndEpoch").set(transactions, new ProducerIdAndEpoch(7, (short) 0));
        assertEquals(
                List.of(KAFKA + "clients.producer.KafkaProducer.transactionManager: "
                        + "the producer id, by which the broker drops a copy's messages as duplicates; "
                        + "close the producer in beforeCheckpoint, and make a new one in afterRestore"),
                findings(producer));
        producer.close(Duration.ZERO);
        assertEquals(List.of(), findings(producer));
    }

    private static KafkaConsumer<String, String> consumer(String protocol) {
        Map<String, Object> settings =
                Map.of("bootstrap.servers", BROKER, "group.id", "test", "group.protocol", protocol);
        return new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer());
    }

    @Test
    void kafkasConsumerIsAFindingWhenItIsMemberOfAGroup() throws Exception {
        KafkaConsumer<String, String> consumer = consumer("classic");
        try {
            assertEquals(List.of(), findings(consumer));
            Object delegate = field(KafkaConsumer.class, "delegate").get(consumer);
            Object kafkas = field(delegate.getClass(), "coordinator").get(delegate);
            Class<?> type = kafkas.getClass().getSuperclass();
            Class<?> generation = Class.forName(type.getName() + "$Generation");
            var constructor = generation.getDeclaredConstructor(int.class, String.class, String.class);
            constructor.setAccessible(true);
            var field = field(type, "generation");
            Object none = field.get(kafkas);
            field.set(kafkas, constructor.newInstance(1, "member-1", "range"));
            assertEquals(
                    List.of(type.getName() + ".generation: the member id in a consumer group; "
                            + "close the consumer in beforeCheckpoint, and make a new one in afterRestore"),
                    findings(consumer));
            field.set(kafkas, none);
        } finally {
            consumer.close(NOW);
        }
    }

    @Test
    void kafkasConsumerOfTheNewProtocolIsAFindingWhenItHasJoined() throws Exception {
        KafkaConsumer<String, String> consumer = consumer("consumer");
        try {
            Object member = null;
            for (long end = System.nanoTime() + 10_000_000_000L;
                    member == null && System.nanoTime() < end;
                    Thread.onSpinWait()) member = member(consumer);
            assertEquals(List.of(), findings(consumer));
            Class<?> type = member.getClass().getSuperclass();
            field(type, "memberEpoch").setInt(member, 3);
            assertEquals(
                    List.of(type.getName() + ".memberId: the member id in a consumer group; "
                            + "close the consumer in beforeCheckpoint, and make a new one in afterRestore"),
                    findings(consumer));
            field(type, "memberEpoch").setInt(member, 0);
        } finally {
            consumer.close(NOW);
        }
    }

    /** The consumer's own thread creates it. */
    private static Object member(KafkaConsumer<String, String> consumer) throws ReflectiveOperationException {
        Object delegate = field(KafkaConsumer.class, "delegate").get(consumer);
        Object events = field(delegate.getClass(), "applicationEventHandler").get(delegate);
        Object thread = field(events.getClass(), "networkThread").get(events);
        Object managers = field(thread.getClass(), "requestManagers").get(thread);
        if (managers == null) return null;
        return ((java.util.Optional<?>)
                        field(managers.getClass(), "consumerMembershipManager").get(managers))
                .orElseThrow();
    }

    @Test
    void kafkaStreamsIsAFindingUntilItIsClosed() throws Exception {
        StreamsBuilder builder = new StreamsBuilder();
        builder.stream("in").to("out");
        Properties settings = new Properties();
        settings.putAll(Map.of("bootstrap.servers", BROKER, "application.id", "test"));
        KafkaStreams streams = new KafkaStreams(builder.build(), settings);
        assertEquals(
                List.of(KAFKA + "streams.KafkaStreams.processId: the process id of Kafka Streams; "
                        + "close it in beforeCheckpoint, and make a new one in afterRestore"),
                findings(streams));
        streams.close(Duration.ofSeconds(5));
        assertEquals(List.of(), findings(streams));
    }

    @Test
    void hazelcastsMemberAndClientAreFindingsUntilTheyEnd() throws Exception {
        Config config = new Config()
                .setProperty("hazelcast.phone.home.enabled", "false")
                .setProperty("hazelcast.graceful.shutdown.max.wait", "1");
        config.getNetworkConfig().getJoin().getAutoDetectionConfig().setEnabled(false);
        config.getNetworkConfig().getInterfaces().setEnabled(true).addInterface("127.0.0.1");
        HazelcastInstance member = Hazelcast.newHazelcastInstance(config);
        assertEquals(
                List.of("com.hazelcast.instance.impl.Node.thisUuid: the UUID of a Hazelcast member; "
                        + "shut it down in beforeCheckpoint, and make a new one in afterRestore"),
                findings(member));
        int port = ((java.net.InetSocketAddress) member.getLocalEndpoint().getSocketAddress()).getPort();
        ClientConfig to = new ClientConfig().setProperty("hazelcast.client.statistics.enabled", "false");
        to.getNetworkConfig().addAddress("127.0.0.1:" + port);
        HazelcastInstance client = HazelcastClient.newHazelcastClient(to);
        String finding =
                "com.hazelcast.client.impl.connection.tcp.TcpClientConnectionManager.clientUuid: the UUID of a Hazelcast client; "
                        + "shut it down in beforeCheckpoint, and make a new one in afterRestore";
        // A client in the same JVM leads to the member.
        assertTrue(findings(client).contains(finding));
        client.shutdown();
        member.getLifecycleService().terminate();
        assertEquals(List.of(), findings(member, client));
    }

    private static Scheduler scheduler(String instance) throws Exception {
        Properties settings = new Properties();
        settings.putAll(Map.of(
                "org.quartz.scheduler.instanceName",
                "test-" + instance,
                "org.quartz.scheduler.instanceId",
                instance,
                "org.quartz.threadPool.class",
                "org.quartz.simpl.SimpleThreadPool",
                "org.quartz.threadPool.threadCount",
                "1"));
        return new StdSchedulerFactory(settings).getScheduler();
    }

    /** With the id that AUTO gives a clustered scheduler. */
    @Test
    void quartzIsAnotherInstanceEverywhere() throws Exception {
        Scheduler scheduler = scheduler(new SimpleInstanceIdGenerator().generateInstanceId());
        JobStoreTX store = new JobStoreTX();
        String captured = scheduler.getSchedulerInstanceId();
        store.setInstanceId(captured);
        restored(scheduler, store);
        assertNotEquals(captured, scheduler.getSchedulerInstanceId());
        assertEquals(captured.length(), scheduler.getSchedulerInstanceId().length());
        assertEquals(scheduler.getSchedulerInstanceId(), store.getInstanceId());
        scheduler.shutdown();
    }

    @Test
    void quartzOutsideAClusterKeepsItsName() throws Exception {
        Scheduler scheduler = scheduler("NON_CLUSTERED");
        restored(scheduler);
        assertEquals("NON_CLUSTERED", scheduler.getSchedulerInstanceId());
        scheduler.shutdown();
    }

    @Test
    void quartzNumbersFiredTriggersFromElsewhere() throws Exception {
        var counter = field(JobStoreTX.class.getSuperclass(), "ftrCtr");
        JobStoreTX store = new JobStoreTX();
        long captured = counter.getLong(null);
        restored(store);
        assertNotEquals(captured, counter.getLong(null));
    }
}
