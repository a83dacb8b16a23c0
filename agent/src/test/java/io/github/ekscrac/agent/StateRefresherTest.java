package io.github.ekscrac.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Locale;
import java.util.Map;
import java.util.TimeZone;
import java.util.function.Consumer;
import org.crac.Core;
import org.crac.management.CRaCMXBean;
import org.junit.jupiter.api.Test;

class StateRefresherTest extends AgentTest {
    private String restoreWith(Consumer<Map<String, String>> change) throws Exception {
        stage.clear();
        stage.restoreNext(change);
        Core.checkpointRestore();
        String report = stage.report();
        assertTrue(report.contains("\"warnings\":[]"), report);
        return report;
    }

    @Test
    void environmentIsReplacedInEveryView() throws Exception {
        Map<String, String> view = System.getenv();
        restoreWith(environment -> environment.put("TEST_NEW", "größer=1\nzwei"));
        assertEquals("größer=1\nzwei", System.getenv("TEST_NEW"));
        assertEquals("größer=1\nzwei", view.get("TEST_NEW"));
        assertEquals("größer=1\nzwei", new ProcessBuilder().environment().get("TEST_NEW"));
        restoreWith(environment -> environment.put("TEST_NEW", "changed"));
        assertEquals("changed", view.get("TEST_NEW"));
        restoreWith(environment -> environment.remove("TEST_NEW"));
        assertNull(System.getenv("TEST_NEW"));
        assertNull(new ProcessBuilder().environment().get("TEST_NEW"));
        assertNotNull(System.getenv("PATH"));
    }

    @Test
    void whatAStartScriptHasSetStays() throws Exception {
        String path = System.getenv("PATH");
        try {
            stage.container("PATH=/container/bin", "TEST_GONE=1");
            restoreWith(environment -> {
                environment.put("PATH", "/container/bin");
                environment.put("TEST_OF_POD", "1");
                environment.remove("HOME");
            });
            assertEquals(path, System.getenv("PATH"));
            assertNotNull(System.getenv("HOME"));
            assertEquals("1", System.getenv("TEST_OF_POD"));
            restoreWith(environment -> environment.put("PATH", "/pod/bin"));
            assertEquals("/pod/bin", System.getenv("PATH"));
        } finally {
            stage.container();
            restoreWith(environment -> environment.put("PATH", path));
        }
    }

    @Test
    void childProcessesGetTheNewEnvironmentWhenItsMapIsAskedFor() throws Exception {
        restoreWith(environment -> environment.put("TEST_CHILD", "yes"));
        ProcessBuilder builder = new ProcessBuilder("/bin/sh", "-c", "echo $TEST_CHILD");
        builder.environment();
        assertEquals("yes\n", new String(builder.start().getInputStream().readAllBytes()));
    }

    @Test
    void environmentIsThereBeforeTheHooks() throws Exception {
        String[] seen = new String[1];
        recorder("resource", () -> {}, () -> seen[0] = System.getenv("TEST_HOOK"));
        restoreWith(environment -> environment.put("TEST_HOOK", "there"));
        assertEquals("there", seen[0]);
    }

    @Test
    void propertiesComeWithThePodsJavaOptions() throws Exception {
        restoreWith(environment ->
                environment.put("JDK_JAVA_OPTIONS", "-Dtest.one=1 -Xmx1g '-Dtest.two=a b' -Dtest.three"));
        assertEquals("1", System.getProperty("test.one"));
        assertEquals("a b", System.getProperty("test.two"));
        assertEquals("", System.getProperty("test.three"));
        System.setProperty("test.one", "the service's own");
        restoreWith(environment -> environment.put("TEST_OTHER", "x"));
        assertEquals("the service's own", System.getProperty("test.one"));
        restoreWith(environment -> environment.put("JDK_JAVA_OPTIONS", "-Dtest.one=2"));
        assertEquals("2", System.getProperty("test.one"));
    }

    @Test
    void propertiesOfThePodAreLinesAndWinOverItsJavaOptions() throws Exception {
        restoreWith(environment -> {
            environment.put("JDK_JAVA_OPTIONS", "-Dtest.line=options");
            environment.put("EKS_CRAC_JAVA_PROPERTIES", "test.line=a 'b' c\ntest.other=x=y");
        });
        assertEquals("a 'b' c", System.getProperty("test.line"));
        assertEquals("x=y", System.getProperty("test.other"));
    }

    @Test
    void timeZoneFollowsTheEnvironmentUnlessChosen() throws Exception {
        restoreWith(environment -> environment.remove("TZ"));
        TimeZone.setDefault(TimeZone.getTimeZone(TimeZoneAndLocale.zone(null)));
        restoreWith(environment -> environment.put("TZ", "Asia/Tokyo"));
        assertEquals("Asia/Tokyo", TimeZone.getDefault().getID());
        restoreWith(environment -> environment.remove("TZ"));
        assertEquals(TimeZoneAndLocale.zone(null), TimeZone.getDefault().getID());
        TimeZone.setDefault(TimeZone.getTimeZone("America/Lima"));
        restoreWith(environment -> environment.put("TZ", "Asia/Tokyo"));
        assertEquals("America/Lima", TimeZone.getDefault().getID());
        restoreWith(environment -> environment.remove("TZ"));
    }

    @Test
    void localeFollowsTheEnvironment() throws Exception {
        Locale own = Locale.getDefault();
        restoreWith(environment -> environment.put("LC_ALL", "fr_FR.UTF-8"));
        Locale.setDefault(Locale.FRANCE);
        restoreWith(environment -> environment.put("LC_ALL", "de_AT.UTF-8"));
        assertEquals(new Locale("de", "AT"), Locale.getDefault());
        restoreWith(environment -> environment.remove("LC_ALL"));
        Locale.setDefault(own);
    }

    @Test
    void uptimeCountsFromTheRestore() throws Exception {
        restoreWith(environment -> {});
        long now = System.currentTimeMillis();
        CRaCMXBean bean = CRaCMXBean.getCRaCMXBean();
        assertTrue(Math.abs(now - bean.getRestoreTime()) < 2000);
        assertTrue(bean.getUptimeSinceRestore() >= 0 && bean.getUptimeSinceRestore() < 2000);
        assertEquals("jdk.management:type=CRaC", bean.getObjectName().toString());
    }
}
