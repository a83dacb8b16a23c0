package io.github.ekscrac.agent;

import java.lang.reflect.Method;

/**
 * Reads and sets manageable flags of the VM as HotSpotDiagnosticMXBean does, without the hundreds of JMX classes that
 * it would load.
 */
final class VmFlags {
    private final Class<?> flags;
    private final JdkInternals internals;

    VmFlags(JdkInternals internals) throws ReflectiveOperationException {
        this.internals = internals;
        // Its initializer loads the native library that Flag needs.
        Class.forName("com.sun.management.internal.PlatformMBeanProviderImpl");
        flags = Class.forName("com.sun.management.internal.Flag");
    }

    String get(String name) throws ReflectiveOperationException {
        Object flag = internals.method(flags, "getFlag", String.class).invoke(null, name);
        return flag == null
                ? null
                : String.valueOf(internals.field(flags, "value").get(flag));
    }

    void set(String name, long value) throws ReflectiveOperationException {
        Method set = internals.method(flags, "setLongValue", String.class, long.class);
        set.invoke(null, name, value);
    }
}
