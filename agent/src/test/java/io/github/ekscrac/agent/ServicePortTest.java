package io.github.ekscrac.agent;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A launcher that is a JVM, and the JVM of the service. */
class ServicePortTest extends AgentTest {
    private Process service;

    @AfterEach
    void end() throws Exception {
        Files.deleteIfExists(FakeStage.DIRECTORY.resolve("port"));
        if (service == null) return;
        service.destroyForcibly();
        service.waitFor(10, TimeUnit.SECONDS);
    }

    @Test
    void agentInAnotherJvmThanTheOneThatListensIsRefused() throws Exception {
        int port = listenElsewhere();
        declare(port);
        String ready = refused();
        String message =
                "\"code\":\"launcher-jvm\",\"class\":\"io.github.ekscrac.agent.RefusalException\",\"message\":\""
                        + "the agent works in the JVM with process id "
                        + ProcessHandle.current().pid() + ", but the one with process id " + service.pid()
                        + " listens on the port " + port
                        + " of the service: start that JVM without another one before it, or"
                        + " end the launcher before that JVM starts\"";
        assertTrue(ready.contains(message), ready.substring(0, Math.min(2000, ready.length())));
    }

    @Test
    void agentInTheJvmThatListensIsRight() throws Exception {
        try (ServerSocket own = new ServerSocket(0)) {
            declare(own.getLocalPort());
            assertTrue(restored().startsWith("{\"state\":\"ready\""));
        }
    }

    /** With the trigger on-refresh a service listens after the checkpoint. */
    @Test
    void portMayBeFree() throws Exception {
        try (ServerSocket other = new ServerSocket(0)) {
            declare(other.getLocalPort());
        }
        assertTrue(restored().startsWith("{\"state\":\"ready\""));
    }

    private static void declare(int port) throws IOException {
        Files.writeString(FakeStage.DIRECTORY.resolve("port"), port + "\n");
    }

    private int listenElsewhere() throws Exception {
        service = new ProcessBuilder(List.of(
                        System.getProperty("java.home") + "/bin/java",
                        "-cp",
                        Path.of(Listener.class
                                        .getProtectionDomain()
                                        .getCodeSource()
                                        .getLocation()
                                        .toURI())
                                .toString(),
                        Listener.class.getName()))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        return Integer.parseInt(service.inputReader().readLine());
    }

    static final class Listener {
        public static void main(String[] arguments) throws Exception {
            try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                System.out.println(socket.getLocalPort());
                Thread.sleep(60_000);
            }
        }
    }
}
