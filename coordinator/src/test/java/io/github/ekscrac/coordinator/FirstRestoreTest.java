package io.github.ekscrac.coordinator;

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

/** A JVM of its own: in this one other tests have been restored already. */
class FirstRestoreTest {
    private static final String JAR = System.getProperty("coordinator.jar");
    @TempDir
    Path directory;

    @Test
    void nothingOfTheAgentIsLoadedAfterTheFreeze() throws Exception {
        List<String> command = List.of(System.getProperty("java.home") + "/bin/java", "-cp", System.getProperty("java.class.path"),
            "-Dcoordinator.directory=" + directory, "-javaagent:" + JAR + "=memory=keep,directory=" + directory, Service.class.getName());
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes()).trim();
        assertEquals("restored: changed, loaded: []", output);
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
            }).whenComplete((ready, failure) -> {
                if (failure == null) return;
                failure.printStackTrace();
                Runtime.getRuntime().halt(1);
            });
            Recorder hook = new Recorder("hook", new ArrayList<>(), () -> {}, () -> {
                for (Class<?> type : ofTheAgent()) if (!known.contains(type)) loaded.add(type.getName());
            });
            Core.getGlobalContext().register(hook);
            Core.checkpointRestore();
            System.out.println("restored: " + System.getenv("TEST_FIRST") + ", loaded: " + loaded);
        }

        /** Hidden classes, which lambdas are, too. */
        private static Set<Class<?>> ofTheAgent() {
            Set<Class<?>> own = new LinkedHashSet<>();
            for (Class<?> type : TestInternals.GET.loadedClasses()) {
                if (place(Coordinator.class).equals(place(type))) own.add(type);
            }
            return own;
        }

        private static CodeSource place(Class<?> type) {
            return type.getProtectionDomain().getCodeSource();
        }
    }
}
