package io.github.ekscrac.agent;

import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;

/**
 * When this process was restored, for the report and for org.crac's CRaCMXBean.
 *
 * <p>org.crac looks up a platform MXBean with the interface {@code jdk.crac.management.CRaCMXBean}, and once that
 * interface exists it requires the bean. So both are made together, at the first checkpoint.
 */
final class RestoreTime {
    private static final String INTERFACE = "jdk.crac.management.CRaCMXBean";
    private static final String NAME = "jdk.management:type=CRaC";
    private static final int TICK_MS = 10;

    private long time = -1;
    private String startAtCheckpoint;
    private boolean installed;

    /** Before the checkpoint: a restored process has another start time. */
    void install(JdkInternals internals) throws Exception {
        startAtCheckpoint = startTicks();
        age(startAtCheckpoint);
        if (installed || !ManagementModules.complete()) return;
        Class<?> bean = new CracMXBeanInterface(INTERFACE).define(internals);
        Object proxy = proxy(bean, this::invoke);
        Class<?> component = Class.forName("sun.management.spi.PlatformMBeanProvider$PlatformComponent");
        Class<?> finder = Class.forName("java.lang.management.ManagementFactory$PlatformMBeanFinder");
        @SuppressWarnings("unchecked")
        Map<String, Object> known =
                (Map<String, Object>) internals.field(finder, "componentMap").get(null);
        known.put(NAME, component(component, bean, proxy, internals));
        installed = true;
    }

    /** CRIU restores into a new process, whose start time in the kernel is that of the restore. */
    void now() {
        time = System.currentTimeMillis();
        try {
            String start = startTicks();
            long age = age(start);
            if (!start.equals(startAtCheckpoint) && age > 0) time -= age;
        } catch (IOException | RuntimeException e) {
            // The current time is late only by the time that CRIU takes to copy the pages.
        }
    }

    /** Milliseconds since this process started, which the kernel gives in clock ticks. */
    private static long age(String startTicks) throws IOException {
        String uptime = Files.readString(Path.of("/proc/uptime"));
        return Math.round(Double.parseDouble(uptime.substring(0, uptime.indexOf(' '))) * 1000)
                - Long.parseLong(startTicks) * TICK_MS;
    }

    long getRestoreTime() {
        return time;
    }

    long getUptimeSinceRestore() {
        return time < 0 ? -1 : Math.max(0, System.currentTimeMillis() - time);
    }

    private static String startTicks() throws IOException {
        String stat = Files.readString(Path.of("/proc/self/stat"));
        return stat.substring(stat.lastIndexOf(')') + 2).split(" ")[19];
    }

    private static Object proxy(Class<?> type, InvocationHandler handler) {
        return Proxy.newProxyInstance(RestoreTime.class.getClassLoader(), new Class<?>[] {type}, handler);
    }

    private static Object component(Class<?> type, Class<?> bean, Object proxy, JdkInternals internals)
            throws ReflectiveOperationException {
        internals.method(type, "getObjectNamePattern");
        return proxy(type, (self, method, arguments) -> switch (method.getName()) {
            case "mbeanInterfaceNames" -> Set.of(bean.getName());
            case "nameToMBeanMap" -> Map.of(NAME, proxy);
            case "getObjectNamePattern" -> NAME;
            case "mbeanInterfaces" -> Set.of(bean);
            case "isSingleton", "shouldRegister" -> true;
            case "getMBeans" -> arguments[0] == bean ? List.of(proxy) : Collections.emptyList();
            case "hashCode" -> System.identityHashCode(self);
            case "equals" -> self == arguments[0];
            default -> NAME;
        });
    }

    private Object invoke(Object self, Method method, Object[] arguments) throws MalformedObjectNameException {
        return switch (method.getName()) {
            case "getUptimeSinceRestore" -> getUptimeSinceRestore();
            case "getRestoreTime" -> getRestoreTime();
            case "getObjectName" -> new ObjectName(NAME);
            case "hashCode" -> System.identityHashCode(self);
            case "equals" -> self == arguments[0];
            default -> NAME;
        };
    }
}
