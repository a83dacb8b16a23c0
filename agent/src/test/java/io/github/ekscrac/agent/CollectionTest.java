package io.github.ekscrac.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Garbage is collected while the service works, so that it can run its code once more before the checkpoint. */
class CollectionTest extends AgentTest {
    private static Random kept;
    private static WeakReference<Random> cleared;

    @AfterEach
    void forget() {
        kept = null;
        cleared = null;
    }

    @Test
    void checkpointAfterACollectionMakesNoOther() throws Exception {
        assertTrue(stage.collected().startsWith("{\"state\":\"collected\""), stage.collected());
        long collections = fullCollections();
        assertTrue(restored().startsWith("{\"state\":\"ready\""));
        assertEquals(collections, fullCollections());
    }

    @Test
    void collectionIsGoodForOneCheckpoint() throws Exception {
        stage.collected();
        restored();
        long collections = fullCollections();
        restored();
        assertTrue(fullCollections() > collections);
    }

    @Test
    void whatACollectionWouldClearHasNoHolder() throws Exception {
        stage.collected();
        kept = new Random();
        cleared = new WeakReference<>(new Random());
        String ready = restored();
        assertTrue(ready.contains(CollectionTest.class.getName() + ".kept"), ready);
        assertFalse(ready.contains(CollectionTest.class.getName() + ".cleared"), ready);
    }

    @Test
    void garbageDoesNotFailACheckpoint() throws Exception {
        // It accepts nothing, so that the other end is not in this process.
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            stage.collected();
            connectAndForget(server);
            long collections = fullCollections();
            String ready = restored();
            assertTrue(ready.startsWith("{\"state\":\"ready\""), ready);
            assertTrue(fullCollections() > collections);
        }
    }

    /** No variable refers to the socket any more; a collection closes it. */
    private static void connectAndForget(ServerSocket server) throws IOException {
        new Socket(server.getInetAddress(), server.getLocalPort()).setTcpNoDelay(true);
    }

    /** Of both generations, by the collectors' own names for them. */
    private static long fullCollections() {
        return ManagementFactory.getGarbageCollectorMXBeans().stream()
                .filter(bean -> bean.getName().matches("MarkSweepCompact|G1 Old Generation|PS MarkSweep"))
                .mapToLong(bean -> bean.getCollectionCount())
                .sum();
    }
}
