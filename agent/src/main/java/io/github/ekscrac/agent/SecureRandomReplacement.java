package io.github.ekscrac.agent;

import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.SecureRandomSpi;
import java.security.Security;
import java.util.List;
import java.util.Map;

/**
 * Makes the provider SUN create a {@link ReseedingSecureRandomSpi} for each algorithm that has its state in memory,
 * whether the generator is requested by name, by provider or as the default. The order of the providers does not
 * change.
 */
final class SecureRandomReplacement {
    private static final String TYPE = "SecureRandom";
    private static final String THREAD_SAFE = "ThreadSafe";

    private SecureRandomReplacement() {}

    /** Before any class of the service runs. */
    static void replace(JdkInternals internals) {
        Provider sun = Security.getProvider("SUN");
        if (sun == null) return;
        try {
            var put = internals.method(Provider.class, "putService", Provider.Service.class);
            for (String algorithm : new String[] {"SHA1PRNG", "DRBG"}) {
                Provider.Service jdks = sun.getService(TYPE, algorithm);
                if (jdks != null) put.invoke(sun, new FreshService(jdks));
            }
        } catch (ReflectiveOperationException e) {
            throw new RefusalException("jdk-unknown", "the generators of this JDK cannot be replaced: " + e);
        }
    }

    private static final class FreshService extends Provider.Service {
        FreshService(Provider.Service jdks) {
            super(
                    jdks.getProvider(),
                    TYPE,
                    jdks.getAlgorithm(),
                    jdks.getClassName(),
                    List.of(),
                    Map.of(THREAD_SAFE, "true", "ImplementedIn", "Software"));
        }

        @Override
        public Object newInstance(Object parameters) throws NoSuchAlgorithmException {
            return new ReseedingSecureRandomSpi((SecureRandomSpi) super.newInstance(parameters), getProvider());
        }
    }
}
