package io.github.ekscrac.agent;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A field of a library whose state must be unique, and how a restored copy gets its own. A class also matches when its
 * name only ends with the one in the table, as that of a relocated (shaded) copy does. Each row of the table has a test
 * against the library itself.
 */
final class LibraryRule {
    /** What the state is, and how a copy gets its own; the table names them in lower case. */
    enum Kind {
        /** An integer, or an atomic one: random where the first mask has ones, and set where the second has. */
        BITS(int.class, long.class, short.class, AtomicInteger.class, AtomicLong.class),
        /** An array of bytes: gets random contents. */
        ARRAY(byte[].class),
        /** A string: gets as many random hexadecimal digits. */
        HEX(String.class),
        /**
         * A string that matches the pattern: a UUID gets another one, anything else another end. Equal ones stay equal.
         */
        NAME(String.class),
        /** As NAME, for the value after this key in an array of keys and values. */
        VALUE,
        /** A java.util.Random: gets another seed. */
        SEED(Random.class),
        /** A method of a generator that takes random bytes. */
        RESEED,
        /** A cached value: set to null, so that the library determines it again. */
        FORGET(Object.class),
        /** A map used as a cache: cleared. */
        EMPTY,
        /** State that only the service can replace: a finding when every path has a value that matches its pattern. */
        COPIED,
        /** As COPIED, with no field to look at: each object of the class is a finding. */
        OBJECT;

        /** None where the field may be of any type. */
        private final Class<?>[] fieldTypes;

        Kind(Class<?>... fieldTypes) {
            this.fieldTypes = fieldTypes;
        }

        /** In another version of the library a field may have another type. */
        boolean suits(Class<?> fieldType) {
            for (Class<?> one : fieldTypes) {
                if (one.isAssignableFrom(fieldType)) return true;
            }
            return fieldTypes.length == 0;
        }
    }

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
    /** A field, a path that begins with one, or a method. */
    final String field;

    final Kind kind;
    /** Masks, a pattern or conditions, depending on the kind. */
    final String[] arguments;

    private final String[] words;

    private LibraryRule(String line) {
        words = line.split(" +\\| ");
        String[] columns = words[0].trim().split(" ");
        type = columns[0];
        field = columns[1];
        kind = Kind.valueOf(columns[2].toUpperCase(Locale.ROOT));
        arguments = new String[columns.length - 3];
        System.arraycopy(columns, 3, arguments, 0, arguments.length);
    }

    /** By simple class name. */
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

    boolean matches(String name) {
        int prefix = name.length() - type.length();
        return prefix >= 0 && name.endsWith(type) && (prefix == 0 || name.charAt(prefix - 1) == '.');
    }

    long mask(int number) {
        return arguments.length > number ? Long.parseUnsignedLong(arguments[number], 16) : 0;
    }

    /** For the class itself, or for a subclass of it. */
    String holder(Class<?> type) {
        Class<?> owner = type;
        while (!matches(owner.getName())) owner = owner.getSuperclass();
        return owner.getName() + '.' + field;
    }

    CopiedStateFinding finding(Class<?> type) {
        return new CopiedStateFinding(holder(type), words[1], words[2]);
    }
}
