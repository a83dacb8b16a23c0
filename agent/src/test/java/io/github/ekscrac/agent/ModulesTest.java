package io.github.ekscrac.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A runtime with few modules, as jlink makes it. */
class ModulesTest {
    private static final String CONSEQUENCE =
            ", so unused memory stays in the checkpoint and CRaCMXBean does not know of the restore: make it with"
                    + " `jlink --add-modules java.management,jdk.management`";

    @TempDir
    Path directory;

    @Test
    void oneWarningNamesTheMissingModules() throws Exception {
        assertEquals(
                List.of(
                        "modules-missing",
                        "the Java runtime of the image lacks java.management and jdk.management" + CONSEQUENCE),
                warnings("java.instrument"));
    }

    @Test
    void oneModuleMayBeMissing() throws Exception {
        assertEquals(
                List.of("modules-missing", "the Java runtime of the image lacks jdk.management" + CONSEQUENCE),
                warnings("java.instrument,java.management"));
    }

    @Test
    void nothingIsMissing() throws Exception {
        assertEquals(List.of(), warnings("java.instrument,java.management,jdk.management"));
    }

    private List<String> warnings(String modules) throws Exception {
        FakeStage stage = new FakeStage(directory);
        Process service = new ProcessBuilder(
                        System.getProperty("java.home") + "/bin/java",
                        "--limit-modules",
                        modules,
                        "-javaagent:" + System.getProperty("agent.jar") + "=directory=" + directory,
                        "-cp",
                        System.getProperty("java.class.path"),
                        Service.class.getName())
                .inheritIO()
                .start();
        try {
            stage.request();
            String ready = stage.ready();
            assertTrue(ready.startsWith("{\"state\":\"ready\""), ready);
            return Pattern.compile("\\{\"code\":\"(.*?)\",\"message\":\"(.*?)\"\\}")
                    .matcher(ready)
                    .results()
                    .flatMap(ModulesTest::groups)
                    .toList();
        } finally {
            service.destroyForcibly();
            service.waitFor(10, TimeUnit.SECONDS);
        }
    }

    private static Stream<String> groups(MatchResult one) {
        return Stream.of(one.group(1), one.group(2));
    }

    static final class Service {
        public static void main(String[] arguments) throws InterruptedException {
            Thread.sleep(60_000);
        }
    }
}
