package io.github.ekscrac.agent;

import io.github.ekscrac.crac.Core;

/** The JDK internals as the agent accesses them, for tests that reset state. */
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
