package standin;

import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The options of this JVM. */
final class Options {
    static final String CHECKPOINT_TO = "-XX:CRaCCheckpointTo=";
    static final String RESTORE_FROM = "-XX:CRaCRestoreFrom=";
    private static final String ENGINE = "-XX:CRaCEngine=";
    private static final String ENGINE_OPTIONS = "-XX:CRaCEngineOptions=";
    /** Those of the stand-in, and those that a restore may set. */
    private static final List<String> SETTABLE = List.of(
            "-XX:CRaC", "-XX:+IgnoreUnrecognizedVMOptions", "-XX:-UsePerfData", "-D", "--add-opens", "-javaagent:/opt/crac-jdk/");

    static Optional<String> value(String prefix) {
        return all().stream()
                .filter(argument -> argument.startsWith(prefix))
                .map(argument -> argument.substring(prefix.length()))
                .reduce((first, last) -> last);
    }

    /** An OpenJ9 has no option for its engine. */
    static Engine engine() {
        return value(ENGINE).map(Engine::named).orElse(Engine.OPENJ9);
    }

    /** A key of the engine's options, which are separated by commas. */
    static Optional<String> ofEngine(String key) {
        for (String option : value(ENGINE_OPTIONS).orElse("").split(",")) {
            if (option.startsWith(key + "=")) return Optional.of(option.substring(key.length() + 1));
        }
        return Optional.empty();
    }

    /** The first option that only a capture can set. */
    static Optional<String> notSettable() {
        return all().stream().filter(option -> SETTABLE.stream().noneMatch(option::startsWith)).findFirst();
    }

    static String fault() {
        return Map.copyOf(System.getenv()).getOrDefault("STAND_IN_FAULT", "");
    }

    static List<String> all() {
        return ManagementFactory.getRuntimeMXBean().getInputArguments();
    }

    private Options() {
    }
}
