package io.github.ekscrac.agent;

import java.lang.instrument.Instrumentation;

/**
 * Starts the agent, or reports why it cannot. It never takes the service down: after a refusal the JVM runs as if it
 * had no agent.
 */
public final class Agent {
    static final String COMPAT = "org.crac.Core.Compat";
    static final String API = "io.github.ekscrac.crac";

    private Agent() {}

    public static void start(String arguments, Instrumentation instrumentation) {
        AgentOptions options = null;
        try {
            options = AgentOptions.parse(arguments);
            requireStockJdk(
                    System.getProperty("java.vm.name", "") + ' ' + System.getProperty("java.vendor.version", ""));
            requireFreeApi();
            ExchangeDirectory exchange = new ExchangeDirectory(options.directory);
            exchange.claim();
            if (options.fresh) SecureRandomReplacement.replace(new JdkInternals(instrumentation));
            System.setProperty(COMPAT, API);
            instrumentation.addTransformer(new FinalModifierRemover());
            CriuCheckpointer.start(options, exchange, instrumentation);
        } catch (RefusalException refusal) {
            System.err.println("eks-crac: " + refusal.code + ": " + refusal.getMessage()
                    + "; the service runs without the Java agent");
            if (options != null) new ExchangeDirectory(options.directory).refused(refusal);
        }
    }

    static void requireStockJdk(String vm) {
        if (vm.contains("OpenJ9")) {
            throw new RefusalException(
                    "jvm-openj9", "this JVM is OpenJ9, which makes checkpoints itself: use the engine openj9");
        }
        if (vm.contains("GraalVM") || vm.contains("Substrate")) {
            throw new RefusalException(
                    "jvm-graalvm",
                    "this JVM is GraalVM, which the Java agent does not support: use a JDK with plain HotSpot, such as Temurin or Corretto");
        }
        if (Object.class.getResource("/jdk/crac/Core.class") != null) {
            throw new RefusalException("jvm-crac", "this JDK has CRaC: use the engine warp or crac");
        }
    }

    private static void requireFreeApi() {
        String other = System.getProperty(COMPAT);
        if (API.equals(other)) {
            throw new RefusalException(
                    "second-agent",
                    "the Java agent is given twice (-javaagent in JDK_JAVA_OPTIONS and on the command line?): give it once");
        }
        if (other != null) {
            throw new RefusalException(
                    "compat-taken",
                    "-D" + COMPAT + "=" + other + " names another implementation of the CRaC API: remove that option");
        }
    }
}
