package io.github.ekscrac.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.lang.ref.Reference;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;

/**
 * Does to the objects of a library what a restore does. What then no longer continues from the captured state differs
 * in every copy.
 */
@Tag("libraries")
abstract class LibraryTest {
    private static final Set<Object> HEAP = Collections.newSetFromMap(new IdentityHashMap<>());

    /** Takes the objects that are reachable from the roots, from a class through its static fields, as the heap. */
    static LibraryStates captured(Object... roots) throws ReflectiveOperationException {
        HEAP.clear();
        for (Object root : roots) reach(root);
        Class<?>[] loaded = TestInternals.GET.loadedClasses();
        Class<?>[] real = Arrays.stream(loaded)
                .filter(type -> !type.getName().startsWith("relocated."))
                .toArray(Class<?>[]::new);
        LibraryStates libraries = new LibraryStates(TestInternals.GET, null, real) {
            @Override
            Object[] instances(Class<?> type) {
                return HEAP.stream().filter(type::isInstance).toArray();
            }
        };
        HEAP.clear();
        return libraries;
    }

    static LibraryStates restored(Object... roots) throws ReflectiveOperationException {
        LibraryStates libraries = captured(roots);
        refresh(libraries);
        return libraries;
    }

    static void refresh(LibraryStates libraries) throws ReflectiveOperationException {
        byte[] seeds = new byte[libraries.bytes()];
        new SecureRandom().nextBytes(seeds);
        libraries.refresh(ByteBuffer.wrap(seeds));
    }

    /** Asserts that the part is constant, and another one in a restored copy. */
    static <T> void differs(Supplier<T> part, Object... roots) throws ReflectiveOperationException {
        T captured = part.get();
        assertEquals(captured, part.get());
        restored(roots);
        assertNotEquals(captured, part.get());
    }

    static List<String> findings(Object... roots) throws ReflectiveOperationException {
        List<String> findings = new ArrayList<>();
        for (CopiedStateFinding one : captured(roots).findings()) {
            findings.add(one.holder + ": " + one.what + "; " + one.remedy);
        }
        return findings;
    }

    /** Loads an older version than the one on the class path. */
    static ClassLoader older(String library) throws Exception {
        try (var jars = Files.list(Path.of(System.getProperty("agent.older")))) {
            Path jar = jars.filter(one -> one.getFileName().toString().startsWith(library))
                    .findFirst()
                    .orElseThrow();
            return new URLClassLoader(new URL[] {jar.toUri().toURL()}, ClassLoader.getPlatformClassLoader());
        }
    }

    static Field field(Class<?> type, String name) throws ReflectiveOperationException {
        return TestInternals.GET.field(type, name);
    }

    private static void reach(Object root) throws ReflectiveOperationException {
        ArrayDeque<Object> left = new ArrayDeque<>();
        if (root instanceof Class<?> type) {
            for (Field field : type.getDeclaredFields()) {
                if (Modifier.isStatic(field.getModifiers())) follow(field, null, left);
            }
        } else {
            left.add(root);
        }
        while (!left.isEmpty()) {
            Object next = left.remove();
            if (next instanceof Class || next instanceof ClassLoader || !HEAP.add(next)) continue;
            if (next instanceof Object[] array) {
                for (Object one : array) if (one != null) left.add(one);
            }
            for (Class<?> type = next.getClass();
                    type != null && type != Reference.class && type != Thread.class;
                    type = type.getSuperclass()) {
                for (Field field : type.getDeclaredFields()) {
                    if (!Modifier.isStatic(field.getModifiers())) follow(field, next, left);
                }
            }
        }
    }

    private static void follow(Field field, Object owner, ArrayDeque<Object> left) throws ReflectiveOperationException {
        if (field.getType().isPrimitive()) return;
        Object value = field(field.getDeclaringClass(), field.getName()).get(owner);
        if (value != null) left.add(value);
    }
}
