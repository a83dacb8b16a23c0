package io.github.ekscrac.agent;

import java.lang.reflect.Field;
import java.net.InetAddress;
import java.util.Collection;
import java.util.Map;

/** Host names and addresses cached by InetAddress: a pod has another name, and its cluster other addresses. */
final class DnsCache {
    private final Map<?, ?> cache;
    private final Collection<?> expiry;
    private final Field ownName;

    DnsCache(JdkInternals internals) throws ReflectiveOperationException {
        cache = (Map<?, ?>) internals.field(InetAddress.class, "cache").get(null);
        expiry = (Collection<?>) internals.field(InetAddress.class, "expirySet").get(null);
        ownName = internals.field(InetAddress.class, "cachedLocalHost");
    }

    Void forget() throws ReflectiveOperationException {
        cache.clear();
        expiry.clear();
        ownName.set(null, null);
        return null;
    }
}
