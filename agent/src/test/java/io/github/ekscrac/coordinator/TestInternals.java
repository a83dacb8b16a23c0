package io.github.ekscrac.coordinator;

/** The agent's own way into the JDK, for tests that must put a state back. */
final class TestInternals {
    static final Internals GET = own();

    private TestInternals() {}

    private static Internals own() {
        try {
            var field = Coordinator.class.getDeclaredField("internals");
            field.setAccessible(true);
            return (Internals) field.get(Coordinator.current());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
