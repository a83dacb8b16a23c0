package io.github.ekscrac.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import cn.hutool.core.lang.Snowflake;
import com.baomidou.mybatisplus.core.toolkit.Sequence;
import com.github.f4b6a3.tsid.Tsid;
import com.github.f4b6a3.tsid.TsidFactory;
import com.github.yitter.contract.IdGeneratorOptions;
import com.github.yitter.idgen.DefaultIdGenerator;
import com.github.yitter.idgen.YitIdHelper;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;

/** Numbers of few bits are sometimes equal by chance, but hardly ever in most of ten copies. */
class WorkerNumbersTest extends LibraryTest {
    private static final int COPIES = 10;

    private static void differs(LongSupplier worker, Object generator, int bits) throws Exception {
        long captured = worker.getAsLong();
        assertEquals(captured, worker.getAsLong());
        Set<Long> workers = new HashSet<>();
        for (int i = 0; i < COPIES; i++) {
            restored(generator);
            workers.add(worker.getAsLong());
        }
        assertTrue(workers.size() > COPIES / 2, workers.toString());
        for (long one : workers) assertTrue(one >= 0 && one < 1L << bits, workers.toString());
    }

    @Test
    void myBatisPlusTakesAnother() throws Exception {
        Sequence sequence = new Sequence(1, 1);
        differs(() -> sequence.nextId() >> 12 & 0x3ff, sequence, 10);
    }

    @Test
    void hutoolsSnowflakeTakesAnother() throws Exception {
        Snowflake snowflake = new Snowflake(1, 1);
        differs(() -> snowflake.nextId() >> 12 & 0x3ff, snowflake, 10);
    }

    @Test
    void tsidCreatorTakesAnotherNode() throws Exception {
        TsidFactory factory = TsidFactory.newInstance256();
        differs(() -> factory.create().toLong() >> 14 & 0xff, factory, 8);
    }

    @Test
    void tsidCreatorsFastOnesGoOnFromAnotherCounter() throws Exception {
        Tsid.fast();
        var counter = field(Class.forName(Tsid.class.getName() + "$LazyHolder"), "counter")
                .get(null);
        String captured = counter.toString();
        restored();
        assertNotEquals(captured, counter.toString());
    }

    /** Six bits by default: random numbers would be equal too often. */
    @Test
    void yittersIsAFinding() throws Exception {
        IdGeneratorOptions options = new IdGeneratorOptions((short) 3);
        YitIdHelper.setIdGenerator(options);
        assertEquals(
                List.of("com.github.yitter.core.SnowWorkerM1.WorkerId: the worker number in ids; "
                        + "give each copy its own with YitIdHelper.setIdGenerator in afterRestore"),
                findings(DefaultIdGenerator.class));
    }
}
