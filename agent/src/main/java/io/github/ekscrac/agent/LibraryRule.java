package io.github.ekscrac.agent;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A field of a library that was unique once, and how a restored copy gets its own state there. A class is also meant
 * when its name only ends so, as that of a relocated copy does. Each row has a test against the library itself.
 */
final class LibraryRule {
    /** A number, or an atomic one: random where the first mask has ones, and set where the second has. */
    static final char BITS = 'b';
    /** An array of bytes: its contents. */
    static final char ARRAY = 'a';
    /** A string: as many random hexadecimal digits. */
    static final char HEX = 'h';
    /** A string that matches the pattern; others that are equal to it stay so: another UUID, else another end. */
    static final char NAME = 'n';
    /** As NAME, in an array of keys and values, after this key. */
    static final char VALUE = 'v';
    /** A java.util.Random. */
    static final char SEED = 's';
    /** A method that takes random bytes. */
    static final char RESEED = 'r';
    /** The library finds it out again. */
    static final char FORGET = 'f';
    /** A map that the library fills again. */
    static final char EMPTY = 'e';
    /** Only the service can make another; a finding when all paths have values like their patterns. */
    static final char COPIED = 'c';
    /** As COPIED, with no field to look at: every object of the class. */
    static final char OBJECT = 'o';

    private static final String TABLE = """
        org.bson.types.ObjectId RANDOM_VALUE1 bits ffffff
        org.bson.types.ObjectId RANDOM_VALUE2 bits 7fff
        org.bson.types.ObjectId RANDOM_VALUE bits ffffffffff000000
        org.bson.types.ObjectId NEXT_COUNTER bits ffffffff
        cn.hutool.core.lang.ObjectId MACHINE bits ffffffff
        cn.hutool.core.lang.ObjectId NEXT_INC bits 7fffffff
        org.hibernate.id.uuid.Helper JVM_IDENTIFIER_INT bits ffffffff
        org.hibernate.id.uuid.Helper JVM_IDENTIFIER_BYTES array
        org.hibernate.id.uuid.Helper JVM_IDENTIFIER_HEX_STRING hex
        org.hibernate.id.uuid.CustomVersionOneStrategy mostSignificantBits bits ffffffffffff0fff
        org.hibernate.id.AbstractUUIDGenerator JVM bits ffffffff
        com.fasterxml.uuid.impl.TimeBasedGenerator _uuidL2 bits 3fffffffffffffff 10000000000
        com.fasterxml.uuid.impl.TimeBasedReorderedGenerator _uuidL2 bits 3fffffffffffffff 10000000000
        com.fasterxml.uuid.UUIDTimer _clockSequence bits ffff
        com.fasterxml.uuid.UUIDTimer _clockCounter bits ff
        com.fasterxml.uuid.UUIDTimer _random seed
        com.fasterxml.uuid.Generators _preferredIfAddr forget
        com.github.f4b6a3.uuid.factory.function.impl.DefaultNodeIdFunction nodeIdentifier bits ffffffffffff 10000000000
        com.github.f4b6a3.uuid.factory.function.impl.HashNodeIdFunction nodeIdentifier bits ffffffffffff 10000000000
        com.github.f4b6a3.uuid.factory.function.impl.MacNodeIdFunction nodeIdentifier bits ffffffffffff 10000000000
        com.github.f4b6a3.uuid.factory.function.impl.DefaultClockSeqFunction sequence bits 3fff
        com.github.f4b6a3.uuid.factory.function.impl.DefaultTimeFunction counter bits 1fff
        com.github.f4b6a3.uuid.util.MachineId id forget
        com.github.f4b6a3.uuid.util.MachineId uuid forget
        com.github.f4b6a3.uuid.util.MachineId hexa forget
        com.github.f4b6a3.uuid.util.MachineId hash forget
        com.github.f4b6a3.uuid.util.MachineId string forget
        com.github.f4b6a3.uuid.util.internal.NetworkUtil hostname forget
        com.github.f4b6a3.uuid.util.internal.NetworkUtil mac forget
        com.github.f4b6a3.uuid.util.internal.NetworkUtil ip forget
        com.github.f4b6a3.tsid.TsidFactory node bits ff
        com.github.f4b6a3.tsid.Tsid$LazyHolder counter bits ffffffff
        com.baomidou.mybatisplus.core.toolkit.Sequence workerId bits 1f
        com.baomidou.mybatisplus.core.toolkit.Sequence datacenterId bits 1f
        cn.hutool.core.lang.Snowflake workerId bits 1f
        cn.hutool.core.lang.Snowflake dataCenterId bits 1f
        com.github.yitter.core.SnowWorkerM1 WorkerId copied \
            | the worker number in ids \
            | give each copy its own with YitIdHelper.setIdGenerator in afterRestore
        io.netty.channel.DefaultChannelId PROCESS_ID bits 7fffffff
        io.netty.channel.DefaultChannelId MACHINE_ID array
        org.apache.kafka.clients.producer.KafkaProducer transactionManager copied sender.running=true transactionManager.producerIdAndEpoch=.*producerId=\\d.* \
            | the producer id, by which the broker drops a copy's messages as duplicates \
            | close the producer in beforeCheckpoint, and make a new one in afterRestore
        org.apache.kafka.clients.consumer.internals.AbstractCoordinator generation copied generation.memberId=.+ \
            | the member id in a consumer group \
            | close the consumer in beforeCheckpoint, and make a new one in afterRestore
        org.apache.kafka.clients.consumer.internals.AbstractMembershipManager memberId copied memberEpoch=[1-9].* \
            | the member id in a consumer group \
            | close the consumer in beforeCheckpoint, and make a new one in afterRestore
        org.apache.kafka.streams.KafkaStreams processId copied state=(?!NOT_RUNNING|ERROR).* \
            | the process id of Kafka Streams \
            | close it in beforeCheckpoint, and make a new one in afterRestore
        com.hazelcast.instance.impl.Node thisUuid copied state=(?!SHUT_DOWN).* \
            | the UUID of a Hazelcast member \
            | shut it down in beforeCheckpoint, and make a new one in afterRestore
        com.hazelcast.client.impl.connection.tcp.TcpClientConnectionManager clientUuid copied isAlive=true \
            | the UUID of a Hazelcast client \
            | shut it down in beforeCheckpoint, and make a new one in afterRestore
        org.quartz.core.QuartzSchedulerResources instanceId name (?!NON_CLUSTERED).*
        org.quartz.impl.jdbcjobstore.JobStoreSupport instanceId name (?!NON_CLUSTERED).*
        org.quartz.impl.jdbcjobstore.StdJDBCDelegate instanceId name (?!NON_CLUSTERED).*
        org.quartz.impl.jdbcjobstore.JobStoreSupport ftrCtr bits ffffffffff
        org.apache.catalina.authenticator.DigestAuthenticator key hex
        org.apache.catalina.core.StandardEngine jvmRouteId copied jvmRouteId=.+ \
            | Tomcat's jvmRoute \
            | leave jvmRoute out at the capture, and set it with Engine.setJvmRoute in afterRestore
        org.eclipse.jetty.session.DefaultSessionIdManager _workerName copied _workerName=(?!node0$).+ \
            | the name of this worker in session ids \
            | leave the worker name and JETTY_WORKER_INSTANCE out at the capture
        org.springframework.security.web.authentication.rememberme.AbstractRememberMeServices key name [0-9a-f-]{36}
        org.springframework.security.authentication.RememberMeAuthenticationProvider key name [0-9a-f-]{36}
        sun.net.www.protocol.http.DigestAuthentication$Parameters random seed
        sun.net.www.protocol.http.DigestAuthentication$Parameters cnonce_count bits 0 40000000
        io.opentelemetry.api.internal.ImmutableKeyValuePairs data value service.instance.id
        io.opentelemetry.exporter.internal.otlp.ResourceMarshaler RESOURCE_MARSHALER_CACHE.target empty
        software.amazon.awssdk.core.retry.backoff.FullJitterBackoffStrategy random seed
        software.amazon.awssdk.core.retry.backoff.EqualJitterBackoffStrategy random seed
        software.amazon.awssdk.core.internal.http.pipeline.stages.ApplyTransactionIdStage random seed
        software.amazon.awssdk.utils.cache.CachedSupplier jitterRandom seed
        org.bouncycastle.crypto.prng.SP800SecureRandom reseed reseed
        org.bouncycastle.crypto.prng.DigestRandomGenerator addSeedMaterial reseed
        com.amazon.corretto.crypto.provider.LibCryptoRng generate object \
            | the state of AWS-LC's generator, in native memory \
            | start the capture with -Dcom.amazon.corretto.crypto.provider.registerSecureRandom=false
        com.amazon.corretto.crypto.provider.LibCryptoRng$SPI engineNextBytes object \
            | the state of AWS-LC's generator, in native memory \
            | start the capture with -Dcom.amazon.corretto.crypto.provider.registerSecureRandom=false
        """;

    final String type;
    /** Or a path that begins with one, or a method. */
    final String field;

    final char kind;
    /** Masks, a pattern, conditions: as the kind has it. */
    final String[] arguments;

    private final String[] words;

    private LibraryRule(String line) {
        words = line.split(" +\\| ");
        String[] columns = words[0].trim().split(" ");
        type = columns[0];
        field = columns[1];
        kind = columns[2].charAt(0);
        arguments = new String[columns.length - 3];
        System.arraycopy(columns, 3, arguments, 0, arguments.length);
    }

    /** By the names of classes without packages. */
    static Map<String, List<LibraryRule>> table() {
        Map<String, List<LibraryRule>> rows = new HashMap<>();
        for (String line : TABLE.split("\n")) {
            LibraryRule row = new LibraryRule(line);
            String name = simple(row.type, '.');
            List<LibraryRule> known = rows.get(name);
            if (known == null) rows.put(name, known = new ArrayList<>());
            known.add(row);
        }
        return rows;
    }

    static String simple(String name, char separator) {
        return name.substring(name.lastIndexOf(separator) + 1);
    }

    boolean means(String name) {
        int prefix = name.length() - type.length();
        return prefix >= 0 && name.endsWith(type) && (prefix == 0 || name.charAt(prefix - 1) == '.');
    }

    /** In another version the field may be of another kind. */
    boolean suits(Class<?> fieldType) {
        return switch (kind) {
            case BITS ->
                fieldType == int.class
                        || fieldType == long.class
                        || fieldType == short.class
                        || fieldType == AtomicInteger.class
                        || fieldType == AtomicLong.class;
            case ARRAY -> fieldType == byte[].class;
            case HEX, NAME -> fieldType == String.class;
            case SEED -> Random.class.isAssignableFrom(fieldType);
            case FORGET -> !fieldType.isPrimitive();
            default -> true;
        };
    }

    long mask(int number) {
        return arguments.length > number ? Long.parseUnsignedLong(arguments[number], 16) : 0;
    }

    /** Of the class that is meant, or of an object of a subclass. */
    String holder(Class<?> type) {
        Class<?> meant = type;
        while (!means(meant.getName())) meant = meant.getSuperclass();
        return meant.getName() + '.' + field;
    }

    CopiedStateFinding finding(Class<?> type) {
        return new CopiedStateFinding(holder(type), words[1], words[2]);
    }
}
