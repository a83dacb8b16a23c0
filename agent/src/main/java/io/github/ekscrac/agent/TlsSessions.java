package io.github.ekscrac.agent;

import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.security.Key;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The sessions that TLS clients and servers could resume, and the keys with which servers encrypt session tickets. They
 * are forgotten before the checkpoint, so that it does not contain them, and again after the restore.
 */
final class TlsSessions {
    private static final String CONTEXT = "sun.security.ssl.SSLSessionContextImpl";

    private final JdkInternals internals;
    private final Object[] contexts;
    private Field keys;
    private Field keyNumber;
    private Field[] caches = {};
    private Method clear;

    TlsSessions(JdkInternals internals, HeapWalker heap) throws ReflectiveOperationException {
        this.internals = internals;
        Class<?> type = loaded();
        contexts = type == null ? new Object[0] : heap.instances(type);
        if (type == null) return;
        keys = internals.field(type, "keyHashMap");
        keyNumber = internals.field(type, "currentKeyID");
        caches = new Field[] {internals.field(type, "sessionCache"), internals.field(type, "sessionHostPortCache")};
        clear = internals.method(Class.forName("sun.security.util.Cache", false, null), "clear");
    }

    private Class<?> loaded() {
        for (Class<?> type : internals.loadedClasses()) {
            if (type.getName().equals(CONTEXT)) return type;
        }
        return null;
    }

    void forget() throws ReflectiveOperationException {
        try {
            ByteBuffer numbers = KernelRandom.buffer(Integer.BYTES * contexts.length);
            for (Object context : contexts) {
                // The map of a client is empty, and immutable.
                Map<?, ?> ticketKeys = (Map<?, ?>) keys.get(context);
                if (!ticketKeys.isEmpty()) ticketKeys.clear();
                keyNumber.setInt(context, numbers.getInt());
                for (Field cache : caches) clear.invoke(cache.get(context));
            }
        } catch (IOException e) {
            throw new ReflectiveOperationException(e);
        }
    }

    /** The current keys of servers for tickets. */
    List<Key> ticketKeys() throws ReflectiveOperationException {
        List<Key> all = new ArrayList<>();
        for (Object context : contexts) {
            for (Object one : ((Map<?, ?>) keys.get(context)).values()) {
                all.add((Key) internals.field(one.getClass(), "key").get(one));
            }
        }
        return all;
    }
}
