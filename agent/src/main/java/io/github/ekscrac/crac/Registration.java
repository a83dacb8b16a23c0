package io.github.ekscrac.crac;

import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;

/** A registered resource, and the class loader that its hooks expect as the context's. Holds both weakly. */
final class Registration {
    private final WeakReference<Resource> resource;
    private final WeakReference<ClassLoader> loader;

    Registration(Resource resource) {
        this.resource = new WeakReference<>(resource);
        this.loader = new WeakReference<>(Thread.currentThread().getContextClassLoader());
    }

    /** Null when it was collected. */
    Resource resource() {
        return resource.get();
    }

    /**
     * For the time of a checkpoint. A fat jar has its classes in a loader that only the threads of the service have; a
     * thread of the service that asks for the checkpoint keeps its own.
     *
     * @param main the thread of the JVM's {@code main} method
     */
    Notified hold(Thread main) {
        Resource held = resource.get();
        return held == null ? null : new Notified(held, loader(held, main));
    }

    private ClassLoader loader(Resource held, Thread main) {
        ClassLoader registering = loader.get();
        if (registering != null) return registering;
        ClassLoader ofMain = main == null ? null : main.getContextClassLoader();
        return ofMain != null ? ofMain : owner(held).getClass().getClassLoader();
    }

    /** org.crac registers proxies, whose handlers are references to the resources of the service. */
    private static Object owner(Resource held) {
        if (!Proxy.isProxyClass(held.getClass())) return held;
        InvocationHandler handler = Proxy.getInvocationHandler(held);
        Object referent = handler instanceof Reference<?> reference ? reference.get() : null;
        return referent != null ? referent : handler;
    }

    /** Held strongly. */
    record Notified(Resource resource, ClassLoader loader) {
        void beforeCheckpoint(Context<? extends Resource> context) throws Exception {
            ClassLoader own = enter();
            try {
                resource.beforeCheckpoint(context);
            } finally {
                leave(own);
            }
        }

        void afterRestore(Context<? extends Resource> context) throws Exception {
            ClassLoader own = enter();
            try {
                resource.afterRestore(context);
            } finally {
                leave(own);
            }
        }

        /** Returns the loader that the thread had. */
        private ClassLoader enter() {
            Thread current = Thread.currentThread();
            ClassLoader own = current.getContextClassLoader();
            if (current instanceof AgentThread) current.setContextClassLoader(loader);
            return own;
        }

        private static void leave(ClassLoader own) {
            Thread current = Thread.currentThread();
            if (current instanceof AgentThread) current.setContextClassLoader(own);
        }
    }
}
