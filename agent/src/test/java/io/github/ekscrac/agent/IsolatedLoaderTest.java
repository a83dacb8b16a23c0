package io.github.ekscrac.agent;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URL;
import java.net.URLClassLoader;
import org.crac.Core;
import org.junit.jupiter.api.Test;

/** Class loaders that do not delegate to the class path, as those of OSGi and of application servers. */
class IsolatedLoaderTest extends IsolatedCracTest {
    @Test
    void orgCracFindsTheAgentWithoutAnyParent() throws Exception {
        assertHooksRun(new URLClassLoader(new URL[] {CRAC}, null));
    }

    @Test
    void orgCracFindsTheAgentBelowThePlatform() throws Exception {
        assertHooksRun(new URLClassLoader(new URL[] {CRAC}, ClassLoader.getPlatformClassLoader()));
    }

    @Test
    void aClassLoaderThatDoesNotReachTheAgentIsNamed() throws Exception {
        try (URLClassLoader bundle = new Bundle()) {
            Class.forName("org.crac.Core", true, bundle);
            String ready = preparation();
            String warning = unbound("a bundle");
            assertTrue(ready.contains(warning), ready);
        }
    }

    @Test
    void oneThatDoesIsNotNamed() throws Exception {
        recorder("resource");
        assertFalse(preparation().contains("the class loader " + Core.class.getClassLoader()));
    }

    /** Only java.* comes from its parent. */
    private static final class Bundle extends URLClassLoader {
        Bundle() {
            super(new URL[] {CRAC}, null);
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (name.startsWith("java.")) return super.loadClass(name, resolve);
            Class<?> loaded = findLoadedClass(name);
            return loaded != null ? loaded : findClass(name);
        }

        @Override
        public String toString() {
            return "a bundle";
        }
    }
}
