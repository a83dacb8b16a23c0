package io.github.ekscrac.agent;

import io.github.ekscrac.agent.LibraryRule.Kind;
import java.lang.ref.WeakReference;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * State of the service's libraries that must be unique: ids of processes and cluster members, counters, generators. All
 * of it is found before the checkpoint, in loaded classes and their objects; no class is loaded or initialized for it.
 */
class LibraryStates {
    private final JdkInternals internals;
    private final HeapWalker heap;
    private final Object unsafe;
    private final Method shouldBeInitialized;
    private final List<LibraryState> fresh = new ArrayList<>();
    private final Map<Object, LibraryState> names = new HashMap<>();
    /** Weak references, because no copy has what is garbage at the checkpoint. */
    private final List<Map.Entry<LibraryRule, WeakReference<Object>>> copied = new ArrayList<>();

    private final Map<String, CopiedStateFinding> fixed = new LinkedHashMap<>();
    private final List<String> unknown = new ArrayList<>();
    private final List<Object> reseeded = new ArrayList<>();
    private int bytes;

    LibraryStates(JdkInternals internals, HeapWalker heap, Class<?>[] loaded) throws ReflectiveOperationException {
        this.internals = internals;
        this.heap = heap;
        Class<?> type = Class.forName("jdk.internal.misc.Unsafe");
        unsafe = internals.field(type, "theUnsafe").get(null);
        shouldBeInitialized = internals.method(type, "shouldBeInitialized", Class.class);
        Map<String, List<LibraryRule>> table = LibraryRule.table();
        for (Class<?> one : loaded) {
            List<LibraryRule> rows = table.get(LibraryRule.simple(one.getName(), '.'));
            if (rows == null) continue;
            try {
                collect(one, rows);
            } catch (LinkageError e) {
                // A field has the type of an optional dependency that the service does not have.
                unknown.add(one.getName());
            }
        }
    }

    Object[] instances(Class<?> type) {
        return heap.instances(type);
    }

    /** Skips classes that are not initialized: they get their state after the restore. */
    private void collect(Class<?> type, List<LibraryRule> rows) throws ReflectiveOperationException {
        Object[] instances = null;
        boolean matched = false;
        boolean known = false;
        for (LibraryRule row : rows) {
            if (!row.matches(type.getName()) || (boolean) shouldBeInitialized.invoke(unsafe, type)) continue;
            matched = true;
            boolean method = row.kind == Kind.RESEED || row.kind == Kind.OBJECT;
            Field field = method ? null : field(type, row.field.split("\\.")[0]);
            if (field == null ? !method : !row.kind.suits(field.getType())) continue;
            known = true;
            if (field != null && Modifier.isStatic(field.getModifiers())) {
                add(row, type, null, field);
                continue;
            }
            if (instances == null) instances = instances(type);
            for (Object instance : instances) add(row, type, instance, field);
        }
        if (matched && !known) unknown.add(type.getName());
    }

    /** No switch over the enum, because that would add a class to the jar. */
    private void add(LibraryRule row, Class<?> type, Object owner, Field field) throws ReflectiveOperationException {
        String holder = row.holder(type);
        if (row.kind == Kind.COPIED || row.kind == Kind.OBJECT) {
            copied.add(Map.entry(row, new WeakReference<>(owner)));
        } else if (row.kind == Kind.RESEED) {
            Method method = internals.method(type, row.field, byte[].class);
            add(new LibraryState(holder, row, owner, null, method, 0));
        } else if (row.kind == Kind.VALUE) {
            Object[] pairs = field.get(owner) instanceof Object[] array ? array : new Object[0];
            for (int i = 1; i < pairs.length; i += 2) {
                boolean wanted = pairs[i] instanceof String && row.arguments[0].equals(String.valueOf(pairs[i - 1]));
                if (wanted) add(new LibraryState(holder, row, owner, field, null, i));
            }
        } else if (row.kind == Kind.EMPTY) {
            Object map = read(owner, type, row.field);
            if (map != null) add(new LibraryState(holder, row, map, null, null, 0));
        } else {
            Object value = field.get(owner);
            if (value == null || !wanted(row, value) || !settable(row, holder, field)) return;
            if (row.kind == Kind.SEED) reseeded.add(value);
            add(new LibraryState(holder, row, owner, field, null, 0));
        }
    }

    private static boolean wanted(LibraryRule row, Object value) {
        if (row.kind == Kind.NAME) return ((String) value).matches(row.arguments[0]);
        // Subclasses of Random have state of other kinds.
        return row.kind != Kind.SEED || value.getClass() == Random.class;
    }

    private void add(LibraryState state) throws ReflectiveOperationException {
        if (state.isName()) {
            LibraryState leader = names.putIfAbsent(state.value(), state);
            if (leader != null) state.follow(leader);
        }
        bytes += state.bytes();
        fresh.add(state);
    }

    private boolean settable(LibraryRule row, String holder, Field field) {
        boolean constant = Modifier.isStatic(field.getModifiers()) && Modifier.isFinal(field.getModifiers());
        boolean replaced = row.kind == Kind.HEX
                || row.kind == Kind.NAME
                || row.kind == Kind.FORGET
                || row.kind == Kind.BITS && field.getType().isPrimitive();
        if (!constant || !replaced) return true;
        fixed.put(
                holder,
                new CopiedStateFinding(
                        holder,
                        "a constant with a value for this process alone",
                        "its class was loaded before the eks-crac agent was: put the agent's -javaagent option first"));
        return false;
    }

    /**
     * What every copy would share. To be called after a garbage collection: a closed client may still be in the heap.
     */
    Collection<CopiedStateFinding> findings() throws ReflectiveOperationException {
        Map<String, CopiedStateFinding> findings = new LinkedHashMap<>(fixed);
        for (Map.Entry<LibraryRule, WeakReference<Object>> one : copied) {
            LibraryRule row = one.getKey();
            Object owner = one.getValue().get();
            if (owner == null || !meets(owner, row.arguments)) continue;
            CopiedStateFinding finding = row.finding(owner.getClass());
            findings.put(finding.holder, finding);
        }
        return findings.values();
    }

    private boolean meets(Object owner, String[] conditions) throws ReflectiveOperationException {
        for (String condition : conditions) {
            String[] pair = condition.split("=", 2);
            Object value = read(owner, owner.getClass(), pair[0]);
            if (value == null || !value.toString().matches(pair[1])) return false;
        }
        return true;
    }

    /** Classes of the table whose state is not where the table says, in this version. */
    List<String> unknown() {
        return unknown;
    }

    /** Each java.util.Random that {@code refresh} reseeds. */
    List<Object> reseeded() {
        return reseeded;
    }

    /** The number of random bytes that {@code refresh} takes. */
    int bytes() {
        return bytes;
    }

    void refresh(ByteBuffer seeds) throws ReflectiveOperationException {
        for (int i = 0; i < fresh.size(); i++) fresh.get(i).refresh(seeds);
    }

    /** Values that must differ between copies, by holder. */
    Map<String, byte[]> states() throws ReflectiveOperationException {
        Map<String, byte[]> states = new LinkedHashMap<>();
        for (LibraryState one : fresh) {
            byte[] state = one.state();
            if (state == null) continue;
            String label = one.holder;
            for (int number = 2; states.containsKey(label); number++) label = one.holder + ' ' + number;
            states.put(label, state);
        }
        return states;
    }

    /** Also searches superclasses; null when there is none. */
    private Field field(Class<?> type, String name) throws ReflectiveOperationException {
        for (Class<?> one = type; one != null; one = one.getSuperclass()) {
            try {
                return internals.field(one, name);
            } catch (NoSuchFieldException e) {
                // It is a field of another version, or of a superclass.
            }
        }
        return null;
    }

    /** Null when a field of the path does not exist, or is null. */
    private Object read(Object owner, Class<?> type, String path) throws ReflectiveOperationException {
        Object value = owner;
        for (String name : path.split("\\.")) {
            Field field = field(value == null ? type : value.getClass(), name);
            value = field == null ? null : field.get(value);
            if (value == null) return null;
        }
        return value;
    }
}
