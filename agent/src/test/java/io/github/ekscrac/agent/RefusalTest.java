package io.github.ekscrac.agent;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs JVMs of their own: whatever is wrong with the agent, the service runs. */
class RefusalTest {
    private static final String JAR = System.getProperty("agent.jar");

    @TempDir
    Path directory;

    @Test
    void serviceRunsWithoutAndWithIt() throws Exception {
        assertEquals("io.github.ekscrac.crac -1", run(agent()));
    }

    @Test
    void anotherImplementationOfTheApi() throws Exception {
        assertRefused(
                "compat-taken",
                "-Dorg.crac.Core.Compat=com.example.other names another implementation of the CRaC API: remove that option",
                "com.example.other -1",
                "-Dorg.crac.Core.Compat=com.example.other",
                agent());
    }

    @Test
    void twoAgents() throws Exception {
        assertRefused(
                "second-agent",
                "the Java agent is given twice (-javaagent in JDK_JAVA_OPTIONS and on the command line?): give it once",
                "io.github.ekscrac.crac -1",
                agent(),
                agent());
    }

    @Test
    void anotherVm() {
        assertVm(
                "jvm-graalvm",
                "this JVM is GraalVM, which the Java agent does not support: use a JDK with plain HotSpot, such as Temurin or Corretto",
                "Java HotSpot(TM) 64-Bit Server VM Oracle GraalVM 21.0.1+12.1");
        assertVm(
                "jvm-graalvm",
                "this JVM is GraalVM, which the Java agent does not support: use a JDK with plain HotSpot, such as Temurin or Corretto",
                "Substrate VM GraalVM CE 25");
        assertVm(
                "jvm-openj9",
                "this JVM is OpenJ9, which makes checkpoints itself: use the engine openj9",
                "Eclipse OpenJ9 VM 21.0.5.0");
        assertDoesNotThrow(() -> Agent.requireStockJdk("OpenJDK 64-Bit Server VM Temurin-25.0.3+9"));
    }

    @Test
    void oldJvm() throws Exception {
        Premain.refuse("11", directory.toString());
        assertEquals(
                "{\"state\":\"refused\",\"code\":\"jdk-too-old\",\"message\":\"the Java agent needs Java 17 or newer, this is 11: base the image on a newer JDK\"}\n",
                Files.readString(directory.resolve("refused")));
    }

    @Test
    void directoryOfALivingJvm() throws Exception {
        String other = String.valueOf(ProcessHandle.current().pid());
        Files.writeString(directory.resolve("agent"), other);
        assertRefused(
                "directory-taken",
                "the JVM with process id " + other + " already uses " + directory,
                "null -1",
                agent());
    }

    @Test
    void directoryThatIsNotThere() throws Exception {
        Path missing = directory.resolve("missing");
        assertEquals(
                "eks-crac: directory: cannot write to " + missing
                        + " (No such file or directory): the stage mounts it at capture, so use the agent only there; the service runs without the Java agent\nnull -1",
                run("-javaagent:" + JAR + "=directory=" + missing));
    }

    @Test
    void unknownOption() throws Exception {
        assertEquals(
                "eks-crac: option-unknown: unknown option colour=red; known are directory, deadline, memory and fresh; the service runs without the Java agent\nnull -1",
                run(agent() + ",colour=red"));
        assertEquals(
                "eks-crac: option-unknown: deadline is not a number of milliseconds: soon; the service runs without the Java agent\nnull -1",
                run(agent() + ",deadline=soon"));
    }

    /** A file in place of the API stands in for a JDK with CRaC. */
    @Test
    void jdkWithCrac(@TempDir Path patch) throws Exception {
        Files.createDirectories(patch.resolve("jdk/crac"));
        Files.createFile(patch.resolve("jdk/crac/Core.class"));
        assertRefused(
                "jvm-crac",
                "this JDK has CRaC: use the engine warp or crac",
                "null -1",
                "--patch-module",
                "java.base=" + patch,
                agent());
    }

    private String agent() {
        return "-javaagent:" + JAR + "=directory=" + directory;
    }

    private static void assertVm(String code, String message, String vm) {
        RefusalException refusal = assertThrows(RefusalException.class, () -> Agent.requireStockJdk(vm));
        assertEquals(code + ": " + message, refusal.code + ": " + refusal.getMessage());
    }

    private void assertRefused(String code, String message, String lastLine, String... options) throws Exception {
        String output = run(options);
        assertEquals(
                "eks-crac: " + code + ": " + message + "; the service runs without the Java agent\n" + lastLine,
                output);
        assertEquals(
                "{\"state\":\"refused\",\"code\":\"" + code + "\",\"message\":\"" + message + "\"}\n",
                Files.readString(directory.resolve("refused")));
    }

    private static String run(String... options) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                System.getProperty("java.home") + "/bin/java",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path")));
        command.addAll(List.of(options));
        command.add(Probe.class.getName());
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes()).trim();
        assertEquals(0, process.waitFor(), output);
        return output;
    }

    /** A service that starts cold, and asks for the time since the restore, as Spring Boot does at every start. */
    static final class Probe {
        public static void main(String[] arguments) {
            long uptime = org.crac.management.CRaCMXBean.getCRaCMXBean().getUptimeSinceRestore();
            System.out.println(System.getProperty("org.crac.Core.Compat") + " " + uptime);
        }
    }
}
