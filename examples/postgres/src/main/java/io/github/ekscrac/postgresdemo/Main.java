package io.github.ekscrac.postgresdemo;

import java.io.IOException;
import org.crac.Core;

public final class Main {

    /** CRaC's context holds resources weakly, so somebody must hold this one. */
    private static Service service;

    public static void main(String[] args) throws IOException, InterruptedException {
        service = new Service();
        service.open();
        Core.getGlobalContext().register(service);
        Runtime.getRuntime().addShutdownHook(new Thread(service::close, "close"));
        // At a checkpoint the server and all its threads are gone, and a JVM without a thread to wait for would end.
        Thread.currentThread().join();
    }
}
