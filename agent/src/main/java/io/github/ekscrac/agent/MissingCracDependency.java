package io.github.ekscrac.agent;

/** Warns at capture about a Spring service without org.crac. */
final class MissingCracDependency {
    private MissingCracDependency() {}

    static Warning warning(JdkInternals internals) {
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
                "this is a Spring service without org.crac, so Spring does not stop and restart its beans: add the dependency org.crac:crac");
    }
}
