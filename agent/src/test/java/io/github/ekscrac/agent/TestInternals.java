package io.github.ekscrac.agent;

import io.github.ekscrac.crac.Core;

/** The agent's own way into the JDK, for tests that must put a state back. */
final class TestInternals {
    static final JdkInternals GET = own();

    private TestInternals() {}

    private static JdkInternals own() {
        try {
            var installed = Core.class.getDeclaredField("checkpointer");
            installed.setAccessible(true);
            var internals = CriuCheckpointer.class.getDeclaredField("internals");
            internals.setAccessible(true);
            return (JdkInternals) internals.get(installed.get(null));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
