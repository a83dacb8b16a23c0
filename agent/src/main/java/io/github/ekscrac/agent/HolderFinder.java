package io.github.ekscrac.agent;

import java.lang.ref.Reference;
import java.lang.ref.SoftReference;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * Finds what holds an object, in terms of the source code: the nearest field of a class outside the JDK, through
 * collections, arrays and thread-locals, such as {@code com.acme.Tokens.random}.
 */
final class HolderFinder {
    /** References from the object to its holder; each takes a walk over the heap. */
    private static final int STEPS = 8;

    private static final String[] JDK = {"java.", "javax.", "jdk.", "sun.", "com.sun."};

    private final HeapWalker heap;
    private final JdkInternals internals;
    private final int[] pairs = HeapWalker.pairs();
    private final List<int[]> edges = new ArrayList<>();
    private final List<Object[]> own = new ArrayList<>();
    private Object[] nodes = new Object[0];
    /** The highest number of the nodes that lead to the object of the last search without a holder. */
    private int last;

    HolderFinder(HeapWalker heap, JdkInternals internals) {
        this.heap = heap;
        this.internals = internals;
    }

    /**
     * Returns the holder of each object, or null where only the agent still refers to it.
     *
     * @param agents the agent's own arrays, which do not count as holders
     */
    String[] of(Object[] objects, Object[]... agents) {
        if (objects.length == 0) return new String[0];
        own.addAll(Arrays.asList(agents));
        become(objects.clone());
        heap.nodes(nodes);
        for (int step = 0, first = 0; step < STEPS && first < nodes.length && !settled(objects.length, first); step++) {
            int end = nodes.length;
            Object[] found = heap.referrers(first, end, pairs);
            append(found);
            forget(found);
            for (int i = 0; i + 1 < pairs.length && pairs[i] != HeapWalker.NONE; i += 2) {
                edges.add(new int[] {pairs[i], pairs[i + 1]});
            }
            first = end;
        }
        String[] names = new String[objects.length];
        for (int i = 0; i < names.length; i++) names[i] = search(i);
        return names;
    }

    private void append(Object[] found) {
        int length = nodes.length;
        become(Arrays.copyOf(nodes, length + found.length));
        System.arraycopy(found, 0, nodes, length, found.length);
    }

    /** An earlier array may still be in the heap, and in a local variable. */
    private void become(Object[] array) {
        nodes = array;
        own.add(array);
    }

    /** So that the agent's array does not look like a holder in the next walk. */
    private static void forget(Object[] found) {
        Arrays.fill(found, null);
    }

    /**
     * Whether more walks are of no use: each object has a holder, or nothing that leads to it has referrers that are
     * unknown. The latter is garbage, which many objects may be.
     *
     * @param walked the number of nodes whose referrers are known
     */
    private boolean settled(int count, int walked) {
        for (int i = 0; i < count; i++) {
            if (search(i) == null && last >= walked) return false;
        }
        return true;
    }

    /** The name of its holder, or null. Breadth first, so that the nearest one is found. */
    private String search(int target) {
        BitSet seen = new BitSet();
        List<Integer> queue = new ArrayList<>();
        queue.add(target);
        seen.set(target);
        boolean local = false;
        for (int at = 0; at < queue.size(); at++) {
            int child = queue.get(at);
            for (int[] edge : edges) {
                if (edge[0] != child) continue;
                if (edge[1] == HeapWalker.ROOT) {
                    local = true;
                } else if (!seen.get(edge[1]) && !weak(nodes[edge[1]], nodes[child]) && !own(nodes[edge[1]])) {
                    String name = holder(nodes[edge[1]], nodes[child]);
                    if (name != null) return name;
                    seen.set(edge[1]);
                    queue.add(edge[1]);
                }
            }
        }
        last = seen.length() - 1;
        return local ? "a local variable of a running method" : null;
    }

    /** Whether a reference does not keep the object: a collection would clear it. */
    @SuppressWarnings("unchecked")
    private static boolean weak(Object parent, Object child) {
        return parent instanceof Reference<?>
                && !(parent instanceof SoftReference)
                && ((Reference<Object>) parent).refersTo(child);
    }

    private boolean own(Object parent) {
        if (parent == null) return true;
        for (Object[] array : own) {
            if (parent == array) return true;
        }
        Class<?> type = parent instanceof Class<?> holder ? holder : parent.getClass();
        return type.getProtectionDomain() == HolderFinder.class.getProtectionDomain();
    }

    private String holder(Object parent, Object child) {
        if (parent instanceof Class<?> type) return field(type, null, child);
        if (parent instanceof Thread thread) return "thread " + thread.getName();
        Class<?> type = parent.getClass();
        return type.isArray() || ofJdk(type.getName()) ? null : field(type, parent, child);
    }

    /** Whether a class, or a holder that begins with the name of its class, belongs to the JDK. */
    static boolean ofJdk(String name) {
        for (String prefix : JDK) {
            if (name.startsWith(prefix)) return true;
        }
        return false;
    }

    private String field(Class<?> type, Object target, Object value) {
        for (Class<?> owner = type; owner != null; owner = owner.getSuperclass()) {
            for (Field field : owner.getDeclaredFields()) {
                if (field.getType().isPrimitive() || Modifier.isStatic(field.getModifiers()) != (target == null)) {
                    continue;
                }
                if (value(owner, field.getName(), target) == value) return named(owner, field.getName());
            }
            if (target == null) break;
        }
        return named(type, "?");
    }

    private Object value(Class<?> owner, String name, Object target) {
        try {
            return internals.field(owner, name).get(target);
        } catch (ReflectiveOperationException | RuntimeException e) {
            return null;
        }
    }

    /** A lambda keeps captured variables in the fields of a class whose name means nothing to a reader. */
    private static String named(Class<?> owner, String field) {
        int lambda = owner.getName().indexOf("$$Lambda");
        return lambda < 0 ? owner.getName() + '.' + field : owner.getName().substring(0, lambda) + ".lambda";
    }
}
