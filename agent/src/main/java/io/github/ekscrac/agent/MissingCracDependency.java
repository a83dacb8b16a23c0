package io.github.ekscrac.agent;

/** A service that could do better, told at capture. */
final class MissingCracDependency {
    private MissingCracDependency() {}

    static Warning about(JdkInternals internals) {
        boolean spring = false;
        boolean crac = false;
        for (Class<?> type : internals.loadedClasses()) {
            String name = type.getName();
            spring |= name.equals("org.springframework.context.support.DefaultLifecycleProcessor");
            crac |= name.equals("org.crac.Core");
        }
        if (!spring || crac) return null;
        return new Warning(
                "org-crac-missing",
                "this is a Spring service without org.crac, so nobody stops and restarts its beans: add the dependency org.crac:crac");
    }
}
