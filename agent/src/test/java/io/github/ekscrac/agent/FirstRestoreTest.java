package io.github.ekscrac.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.crac.Core;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs a JVM of its own: this one has had restores in other tests. */
class FirstRestoreTest {
    private static final String JAR = System.getProperty("agent.jar");

    @TempDir
    Path directory;

    @Test
    void noClassOfTheAgentIsInitializedAfterTheRestore() throws Exception {
        List<String> command = List.of(
                System.getProperty("java.home") + "/bin/java",
                "-cp",
                System.getProperty("java.class.path"),
                "-Dagent.directory=" + directory,
                "-javaagent:" + JAR + "=memory=keep,directory=" + directory,
                Service.class.getName());
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes()).trim();
        assertEquals("restored: changed, new: []", output);
        assertEquals(0, process.waitFor());
    }

    static final class Service {
        public static void main(String[] arguments) throws Exception {
            List<String> loaded = new ArrayList<>();
            FakeStage stage = new FakeStage();
            Set<Class<?>> known = new LinkedHashSet<>();
            stage.restoreNext(environment -> {
                        known.addAll(ofTheAgent());
                        environment.put("TEST_FIRST", "changed");
                    })
                    .whenComplete((ready, failure) -> {
                        if (failure == null) return;
                        failure.printStackTrace();
                        Runtime.getRuntime().halt(1);
                    });
            Core.checkpointRestore();
            for (Class<?> type : ofTheAgent()) if (!known.contains(type)) loaded.add(type.getName());
            System.out.println("restored: " + System.getenv("TEST_FIRST") + ", new: " + loaded);
        }

        /** With hidden classes, such as those of lambdas. */
        private static Set<Class<?>> ofTheAgent() {
            Set<Class<?>> own = new LinkedHashSet<>();
            for (Class<?> type : TestInternals.GET.loadedClasses()) {
                if (place(CriuCheckpointer.class).equals(place(type)) && initialized(type)) own.add(type);
            }
            return own;
        }

        /** All classes of the agent are defined at startup; what costs a restore time is their initialization. */
        private static boolean initialized(Class<?> type) {
            try {
                Class<?> unsafe = Class.forName("jdk.internal.misc.Unsafe");
                Object one = TestInternals.GET.field(unsafe, "theUnsafe").get(null);
                return !(boolean) TestInternals.GET
                        .method(unsafe, "shouldBeInitialized", Class.class)
                        .invoke(one, type);
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(e);
            }
        }

        private static CodeSource place(Class<?> type) {
            return type.getProtectionDomain().getCodeSource();
        }
    }
}
