package io.github.ekscrac.agent;

import io.github.ekscrac.crac.Core;

/** Warns at capture about a copy of org.crac that does not find the agent: it ignores what is registered with it. */
final class UnboundCrac {
    private static final String CRAC = "org.crac.Core";

    private UnboundCrac() {}

    static void warn(JdkInternals internals, Report report) {
        for (Class<?> type : internals.loadedClasses()) {
            if (type.getName().equals(CRAC) && !bound(type, internals)) {
                report.warn(warning(String.valueOf(type.getClassLoader())));
            }
        }
    }

    /**
     * Asks org.crac and not its class loader: those of OSGi tell callers apart, and would find the agent for the agent.
     */
    private static boolean bound(Class<?> core, JdkInternals internals) {
        try {
            return internals.field(core, "compat").get(null) != null;
        } catch (NoSuchFieldException e) {
            return finds(core.getClassLoader()); // another version
        } catch (ReflectiveOperationException | LinkageError e) {
            return false;
        }
    }

    private static boolean finds(ClassLoader loader) {
        try {
            return Class.forName(Core.class.getName(), false, loader) == Core.class;
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }

    private static Warning warning(String loader) {
        return new Warning(
                "org-crac-unbound",
                "the org.crac.Core of the class loader " + loader
                        + " is not bound to the Java agent, so resources that are registered with it have no hooks: let"
                        + " this class loader find the package io.github.ekscrac.crac in the boot class loader; an OSGi"
                        + " framework does with its property"
                        + " org.osgi.framework.bootdelegation=io.github.ekscrac.crac,jdk.crac.management");
    }
}
