package io.github.ekscrac.agent;

import java.lang.instrument.Instrumentation;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.security.ProtectionDomain;
import java.util.Map;
import java.util.Set;

/**
 * Access to private members of the JDK. The agent opens packages to itself alone, so nothing changes for the service,
 * which needs no {@code --add-opens}.
 */
final class JdkInternals {
    private final Instrumentation instrumentation;

    JdkInternals(Instrumentation instrumentation) {
        this.instrumentation = instrumentation;
    }

    Field field(String type, String name) throws ReflectiveOperationException {
        return field(Class.forName(type, false, null), name);
    }

    Field field(Class<?> type, String name) throws ReflectiveOperationException {
        open(type);
        Field field = type.getDeclaredField(name);
        field.setAccessible(true);
        return field;
    }

    Method method(Class<?> type, String name, Class<?>... parameters) throws ReflectiveOperationException {
        open(type);
        Method method = type.getDeclaredMethod(name, parameters);
        method.setAccessible(true);
        return method;
    }

    Class<?> defineInBootLoader(String name, byte[] file) throws ReflectiveOperationException {
        Class<?> unsafe = Class.forName("jdk.internal.misc.Unsafe");
        Class<?>[] parameters = {
            String.class, byte[].class, int.class, int.class, ClassLoader.class, ProtectionDomain.class
        };
        Method define = method(unsafe, "defineClass", parameters);
        Object one = field(unsafe, "theUnsafe").get(null);
        return (Class<?>) define.invoke(one, name, file, 0, file.length, null, null);
    }

    Class<?>[] loadedClasses() {
        return instrumentation.getAllLoadedClasses();
    }

    private void open(Class<?> type) {
        Module module = type.getModule();
        Module own = JdkInternals.class.getModule();
        if (module.isOpen(type.getPackageName(), own)) return;
        Map<String, Set<Module>> packages = Map.of(type.getPackageName(), Set.of(own));
        instrumentation.redefineModule(module, Set.of(), Map.of(), packages, Set.of(), Map.of());
    }
}
