package io.github.ekscrac.agent;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.crac.CheckpointException;
import org.crac.Core;
import org.junit.jupiter.api.Test;

class CheckpointRequestTest extends AgentTest {
    @Test
    void stageAsksFromOutside() throws Exception {
        recorder("resource");
        stage.request();
        assertTrue(stage.ready().startsWith("{\"state\":\"ready\""));
        assertEquals(List.of("before resource"), calls);
        stage.restore(environment -> {});
        assertTrue(stage.report().startsWith("{\"state\":\"restored\""), stage.report());
        assertEquals(List.of("before resource", "after resource"), calls);
    }

    @Test
    void noHookRunsWhereTheSpecLeavesThemOut() throws Exception {
        recorder("broken", CheckpointRequestTest::fail, CheckpointRequestTest::fail);
        stage.skipHooks();
        stage.request();
        String ready = stage.ready();
        assertTrue(ready.startsWith("{\"state\":\"ready\"") && !ready.contains("org-crac"), ready);
        stage.restore(environment -> {});
        assertTrue(stage.report().startsWith("{\"state\":\"restored\""), stage.report());
        assertEquals(List.of(), calls);
    }

    private static void fail() {
        throw new IllegalStateException("the hook runs");
    }

    @Test
    void hooksRunAsOftenAsTheStageAsks() throws Exception {
        recorder("resource");
        stage.request(3);
        assertTrue(stage.ready().startsWith("{\"state\":\"ready\""));
        List<String> round = List.of("before resource", "after resource");
        assertEquals(
                List.of(round, round, List.of("before resource")).stream()
                        .flatMap(List::stream)
                        .toList(),
                calls);
        stage.abort("it was a dry run of the hooks");
        assertTrue(stage.report().startsWith("{\"state\":\"resumed\""), stage.report());
        assertEquals(6, calls.size());
    }

    /** As servers do that close asynchronously. */
    @Test
    void hooksMayBindAPortAgainThatTheyCloseLater() throws Exception {
        ServerSocket[] bound = {new ServerSocket(0)};
        int port = bound[0].getLocalPort();
        recorder("server", () -> close(bound[0], 10), () -> bound[0] = new ServerSocket(port));
        stage.request(5);
        assertTrue(stage.ready().startsWith("{\"state\":\"ready\""));
        stage.abort("it was a dry run of the hooks");
        assertTrue(stage.report().startsWith("{\"state\":\"resumed\""));
        assertTrue(calls.size() > 4, calls.toString());
        bound[0].close();
    }

    private static void close(ServerSocket socket, int later) {
        CompletableFuture.delayedExecutor(later, TimeUnit.MILLISECONDS).execute(() -> {
            try {
                socket.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    @Test
    void slowHooksRunLessOften() throws Exception {
        recorder("slow", () -> Thread.sleep(200), () -> Thread.sleep(200));
        stage.request(100);
        assertTrue(stage.ready().startsWith("{\"state\":\"ready\""));
        stage.abort("it was a dry run of the hooks");
        stage.report();
        assertTrue(calls.size() >= 4 && calls.size() <= 12, calls.toString());
    }

    @Test
    void hookThatThrowsInALaterRoundEndsTheDryRun() throws Exception {
        Recorder.Hook secondTime = throwing(2);
        recorder("once", () -> {}, secondTime);
        assertDryRunFails();
        assertEquals(List.of("before once", "after once", "before once", "after once"), calls);
        serviceCanBeCheckpointed();
    }

    @Test
    void hookThatThrowsBeforeTheCheckpointInALaterRoundEndsTheDryRunRestored() throws Exception {
        recorder("once", throwing(2), () -> {});
        assertDryRunFails();
        serviceCanBeCheckpointed();
        assertEquals(List.of("before once", "after once", "before once", "after once"), calls.subList(0, 4));
    }

    private static Recorder.Hook throwing(int time) {
        int[] calls = new int[1];
        return () -> {
            if (++calls[0] == time) throw new IllegalStateException("time " + time);
        };
    }

    private void assertDryRunFails() throws Exception {
        stage.request(5);
        String ready = stage.ready();
        assertTrue(
                ready.startsWith("{\"state\":\"failed\"")
                        && ready.contains("\"code\":\"hook-threw\"")
                        && ready.contains("time 2"),
                ready);
    }

    @Test
    void hookThatHangsInALaterRoundIsNamed() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        recorder("slow", () -> {}, () -> waitForEver(release));
        stage.request(2);
        String ready = stage.ready();
        assertTrue(
                ready.contains("\"code\":\"hook-hung\"") && ready.contains("CheckpointRequestTest.waitForEver"), ready);
        release.countDown();
        serviceCanBeCheckpointed();
    }

    private void serviceCanBeCheckpointed() throws Exception {
        stage.clear();
        stage.request();
        assertTrue(stage.ready().startsWith("{\"state\":\"ready\""));
        stage.abort("enough");
        stage.report();
    }

    @Test
    void hooksOfTheServicesOwnRequestRunOnItsThread() throws Exception {
        Thread[] seen = new Thread[1];
        recorder("resource", () -> seen[0] = Thread.currentThread(), () -> {});
        stage.restoreNext();
        Core.checkpointRestore();
        assertSame(Thread.currentThread(), seen[0]);
    }

    @Test
    void restoredProcessCanBeCheckpointedAgain() throws Exception {
        recorder("resource");
        for (int round = 0; round < 3; round++) {
            stage.clear();
            stage.restoreNext();
            Core.checkpointRestore();
        }
        assertEquals(6, calls.size());
    }

    @Test
    void requestDuringCheckpointIsRefused() throws Exception {
        CheckpointException[] refused = new CheckpointException[2];
        recorder(
                "resource",
                () -> {
                    refused[0] = assertThrows(CheckpointException.class, Core::checkpointRestore);
                    refused[1] = CompletableFuture.supplyAsync(
                                    () -> assertThrows(CheckpointException.class, Core::checkpointRestore))
                            .get();
                },
                () -> {});
        stage.restoreNext();
        Core.checkpointRestore();
        for (CheckpointException one : refused) {
            assertTrue(one.getSuppressed()[0].getMessage().contains("under way"));
        }
        assertEquals(List.of("before resource", "after resource"), calls);
    }

    @Test
    void otherThreadsRegistrationWaitsForTheRestore() throws Exception {
        CountDownLatch registered = new CountDownLatch(1);
        boolean[] early = new boolean[1];
        recorder(
                "resource",
                () -> {
                    new Thread(() -> {
                                recorder("late");
                                registered.countDown();
                            })
                            .start();
                    early[0] = registered.await(200, TimeUnit.MILLISECONDS);
                },
                () -> assertTrue(registered.await(5, TimeUnit.SECONDS)));
        stage.restoreNext();
        Core.checkpointRestore();
        assertFalse(early[0]);
        assertEquals(List.of("before resource", "after resource"), calls);
    }

    @Test
    void hookThatRegistersFailsTheCheckpointInsteadOfHanging() {
        recorder("resource", () -> recorder("late"), () -> {});
        CheckpointException failure = assertThrows(CheckpointException.class, Core::checkpointRestore);
        assertTrue(failure.getSuppressed()[0].getMessage().contains("registered by a hook"));
    }

    @Test
    void resourceRegisteredAfterRestoreTakesPartNextTime() throws Exception {
        boolean[] once = new boolean[1];
        recorder("resource", () -> {}, () -> {
            if (!once[0]) recorder("new");
            once[0] = true;
        });
        for (int round = 0; round < 2; round++) {
            stage.clear();
            stage.restoreNext();
            Core.checkpointRestore();
        }
        assertEquals(
                List.of(
                        "before resource",
                        "after resource",
                        "before new",
                        "before resource",
                        "after resource",
                        "after new"),
                calls);
    }

    @Test
    void hookThatHangsIsNamedAndTheServiceGoesOnWhenItEnds() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        recorder("slow", () -> waitForEver(release), () -> {});
        CompletableFuture<CheckpointException> failure =
                CompletableFuture.supplyAsync(() -> assertThrows(CheckpointException.class, Core::checkpointRestore));
        String ready = stage.ready();
        assertTrue(
                ready.contains("\"code\":\"hook-hung\"") && ready.contains("CheckpointRequestTest.waitForEver"), ready);
        release.countDown();
        assertTrue(failure.get().getSuppressed()[0].getMessage().contains("within 600 ms"));
        assertEquals(List.of("before slow", "after slow"), calls);
    }

    @Test
    void hookThatHangsAfterTheRestoreIsNamedBeforeStartGivesUp() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        recorder("slow", () -> {}, () -> waitForEver(release));
        stage.restoreNext(environment -> environment.put("EKS_CRAC_DEADLINE_MS", "400"));
        CompletableFuture<Void> attempt = CompletableFuture.runAsync(() -> assertDoesNotThrow(Core::checkpointRestore));
        String report = stage.report();
        Matcher message =
                Pattern.compile("a hook has not ended within (\\d+) ms").matcher(report);
        assertTrue(message.find() && Integer.parseInt(message.group(1)) <= 300, report);
        assertTrue(
                report.startsWith("{\"state\":\"failed\"") && report.contains("CheckpointRequestTest.waitForEver"),
                report);
        release.countDown();
        attempt.get();

        stage.clear();
        stage.restoreNext(environment -> environment.remove("EKS_CRAC_DEADLINE_MS"));
        Core.checkpointRestore();
    }

    private static void waitForEver(CountDownLatch release) throws InterruptedException {
        release.await();
    }

    @Test
    void abortedCheckpointIsCheckpointException() throws Exception {
        recorder("resource");
        CompletableFuture<CheckpointException> failure =
                CompletableFuture.supplyAsync(() -> assertThrows(CheckpointException.class, Core::checkpointRestore));
        stage.ready();
        stage.abort("criu dump exited with 1\n");
        assertTrue(failure.get().getSuppressed()[0].getMessage().endsWith("criu dump exited with 1"));
        assertTrue(stage.report().startsWith("{\"state\":\"resumed\""));
        assertEquals(List.of("before resource", "after resource"), calls);
    }

    @Test
    void interruptedThreadStaysInterrupted() throws Exception {
        recorder("resource", () -> Thread.currentThread().interrupt(), () -> {});
        stage.restoreNext();
        Core.checkpointRestore();
        assertTrue(Thread.interrupted());
    }
}
