package io.github.ekscrac.coordinator;

/** The objects of this JVM. */
final class Heap {
    /** All reachable-or-not instances of a class and its subclasses; empty when the heap cannot be read. */
    Object[] instances(Class<?> type) {
        return new Object[0];
    }
}
