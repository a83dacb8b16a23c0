package io.github.ekscrac.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.File;
import org.junit.jupiter.api.Test;

class MonotonicClockTest {
    @Test
    void namesThePageThatCannotBeMapped() {
        RefusalException refusal = MonotonicClock.unread(new File("/opt/eks-crac/clock"));
        assertEquals("clock-unread", refusal.code);
        assertEquals(
                "cannot map /opt/eks-crac/clock, which the runtime layer has: build the layer anew",
                refusal.getMessage());
    }

    @Test
    void warnsOfWaitsThatDoNotEnd() {
        Warning warning = MonotonicClock.late(3);
        assertEquals("clock-waits", warning.code);
        assertEquals(
                "3 waits of this JVM did not end in time: timers may be late by milliseconds in a restored copy; see"
                        + " which threads are busy, for example with `jcmd PID Thread.print`",
                warning.message);
    }
}
