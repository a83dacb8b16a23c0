package io.github.ekscrac.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.FileWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.crac.CheckpointException;
import org.crac.Core;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileDescriptorsTest extends AgentTest {
    @AfterEach
    void noPolicies() throws Exception {
        stage.clear();
    }

    @Test
    void connectedSocketFailsTheCheckpointAndIsNamed() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket client = new Socket(server.getInetAddress(), server.getLocalPort())) {
            CheckpointException failure = assertThrows(CheckpointException.class, Core::checkpointRestore);
            String peer = "127.0.0.1:" + server.getLocalPort();
            assertTrue(
                    failure.getSuppressed()[0].getMessage().contains(" -> " + peer),
                    failure.getSuppressed()[0].getMessage());
            assertTrue(stage.ready().contains("\"code\":\"descriptor-open\""));
            // One rule for both ends, by the port that listens.
            String rule = "{ action: close, kind: tcp, pattern: \"*:" + server.getLocalPort() + "\" }";
            assertTrue(
                    failure.getSuppressed()[0].getMessage().endsWith("checkpoint.descriptors: [" + rule + "]"),
                    failure.getSuppressed()[0].getMessage());
            assertTrue(client.isConnected());

            stage.clear();
            stage.policies("# the pool reconnects\nclose tcp " + peer + "\nclose tcp 127.0.0.1:*\n");
            String ready = checkpoint();
            assertTrue(ready.contains(peer + "\",\"policy\":\"close\""), ready);
        }
    }

    @Test
    void connectionOfTheServiceToItselfIsClosed() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket client = new Socket(server.getInetAddress(), server.getLocalPort());
                Socket accepted = server.accept()) {
            String ready = checkpoint();
            assertTrue(ready.contains(":" + client.getLocalPort() + "\",\"policy\":\"close\""), ready);
            assertTrue(ready.contains(":" + accepted.getLocalPort() + "\",\"policy\":\"close\""), ready);
        }
    }

    @Test
    void listeningSocketIsKept() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String ready = checkpoint();
            assertTrue(ready.contains("127.0.0.1:" + server.getLocalPort() + "\",\"policy\":\"keep\""), ready);
        }
    }

    @Test
    void connectionThatEndsInTimeIsNoFailure() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Socket client = new Socket(server.getInetAddress(), server.getLocalPort());
            Socket accepted = server.accept();
            new Thread(() -> {
                        try {
                            Thread.sleep(150);
                            client.close();
                            accepted.close();
                        } catch (Exception e) {
                            throw new IllegalStateException(e);
                        }
                    })
                    .start();
            assertTrue(checkpoint().contains("\"state\":\"ready\""));
        }
    }

    @Test
    void logIsReopenedUnderItsPath(@TempDir Path folder) throws Exception {
        Path log = folder.resolve("service.log");
        try (FileWriter writer = new FileWriter(log.toFile())) {
            writer.write("before\n");
            writer.flush();
            stage.policies("reopen file " + folder + "/*.log\n");
            recorder("rotate", () -> {}, () -> {});
            var ready = stage.restoreNext(environment -> move(log));
            Core.checkpointRestore();
            assertTrue(ready.get().contains("\"policy\":\"reopen\""));
            writer.write("after\n");
        }
        assertEquals("after\n", Files.readString(log));
        assertEquals("before\n", Files.readString(folder.resolve("old")));
    }

    @Test
    void unknownPolicyIsRefused() throws Exception {
        stage.policies("forget tcp *\n");
        assertThrows(CheckpointException.class, Core::checkpointRestore);
        assertTrue(stage.ready().contains("\"code\":\"policy-unknown\""));
    }

    @Test
    void addressesOfBothFamilies() {
        assertEquals("127.0.0.1:8080", SocketTables.address("0100007F:1F90"));
        assertEquals("[0:0:0:0:0:0:0:1]:80", SocketTables.address("00000000000000000000000001000000:0050"));
    }

    private String checkpoint() throws Exception {
        var ready = stage.restoreNext();
        Core.checkpointRestore();
        return ready.get();
    }

    private static void move(Path log) {
        try {
            Files.move(log, log.resolveSibling("old"));
        } catch (java.io.IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
