package io.github.ekscrac.agent;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;

/** org.crac as a bundle of Equinox. */
class OsgiTest extends IsolatedCracTest {
    private static final String PROPERTY = "org.osgi.framework.bootdelegation";

    @TempDir
    Path storage;

    @Test
    void bundleFindsTheAgentWithTheProperty() throws Exception {
        inFramework(Map.of(PROPERTY, "io.github.ekscrac.crac,jdk.crac.management"), bundle -> {
            assertHooksRun(bundle);
            assertFalse(preparation().contains(unbound(bundle.toString())));
        });
    }

    @Test
    void bundleWithoutItIsNamed() throws Exception {
        inFramework(Map.of(), bundle -> {
            Class.forName("org.crac.Core", true, bundle);
            assertTrue(preparation().contains(unbound(bundle.toString())));
        });
    }

    private interface Use {
        void of(ClassLoader bundle) throws Exception;
    }

    private void inFramework(Map<String, String> properties, Use use) throws Exception {
        Map<String, String> all = new HashMap<>(properties);
        all.put("org.osgi.framework.storage", storage.toString());
        Framework framework =
                ServiceLoader.load(FrameworkFactory.class).iterator().next().newFramework(all);
        framework.start();
        try {
            var bundle = framework.getBundleContext().installBundle(CRAC.toString());
            use.of(bundle.loadClass("org.crac.Resource").getClassLoader());
        } finally {
            framework.stop();
            framework.waitForStop(0);
        }
    }
}
