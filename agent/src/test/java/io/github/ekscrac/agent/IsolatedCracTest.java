package io.github.ekscrac.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.ref.Reference;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.net.URL;
import java.util.List;
import org.crac.Core;

/** For tests with further copies of org.crac, which are reached by reflection alone. */
abstract class IsolatedCracTest extends AgentTest {
    static final URL CRAC = Core.class.getProtectionDomain().getCodeSource().getLocation();

    /** Registers a resource with the org.crac of a class loader, and has it checkpointed. */
    void assertHooksRun(ClassLoader loader) throws Exception {
        Class<?> resource = Class.forName("org.crac.Resource", true, loader);
        Class<?> context = Class.forName("org.crac.Context", true, loader);
        Class<?> core = Class.forName("org.crac.Core", true, loader);
        Object registered = Proxy.newProxyInstance(loader, new Class<?>[] {resource}, recording());
        Object global = core.getMethod("getGlobalContext").invoke(null);
        context.getMethod("register", resource).invoke(global, registered);
        stage.request();
        stage.ready();
        stage.restore(environment -> {});
        stage.report();
        assertEquals(List.of("beforeCheckpoint", "afterRestore"), calls);
        Reference.reachabilityFence(registered);
    }

    /** What the agent reports to the stage before a checkpoint that is then called off. */
    String preparation() throws Exception {
        stage.clearAnswers();
        stage.request();
        String ready = stage.ready();
        stage.abort("enough");
        stage.report();
        return ready;
    }

    static String unbound(String loader) {
        return "{\"code\":\"org-crac-unbound\",\"message\":\"the org.crac.Core of the class loader " + loader
                + " is not bound to the Java agent, so resources that are registered with it have no hooks: let this"
                + " class loader find the package io.github.ekscrac.crac in the boot class loader; an OSGi framework"
                + " does with its property"
                + " org.osgi.framework.bootdelegation=io.github.ekscrac.crac,jdk.crac.management\"}";
    }

    private InvocationHandler recording() {
        return (self, method, arguments) -> switch (method.getName()) {
            case "hashCode" -> System.identityHashCode(self);
            case "equals" -> self == arguments[0];
            default -> {
                calls.add(method.getName());
                yield null;
            }
        };
    }
}
