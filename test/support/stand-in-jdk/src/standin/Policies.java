package standin;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ArrayList;
import java.util.Set;

/** The rules of {@code jdk.crac.resource-policies}: `key: value` lines, rules separated by `---`. */
final class Policies {
    /** What is no key by which a descriptor is matched; addresses are not compared here. */
    private static final Set<String> OTHER = Set.of("action", "warn", "localAddress", "remoteAddress");

    static List<Map<String, String>> read() {
        String name = System.getProperty("jdk.crac.resource-policies", "");
        List<Map<String, String>> policies = new ArrayList<>();
        if (name.isEmpty()) return policies;
        try {
            for (String text : Files.readString(Path.of(name)).split("(?m)^---$")) {
                Map<String, String> policy = parse(text);
                if (!policy.isEmpty()) policies.add(policy);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return policies;
    }

    private static Map<String, String> parse(String text) {
        Map<String, String> policy = new HashMap<>();
        text.lines().map(String::trim).filter(line -> !line.isEmpty() && !line.startsWith("#")).forEach(line -> {
            String[] parts = line.split(":\\s*", 2);
            policy.put(parts[0], parts[1]);
        });
        return policy;
    }

    /** The action of the first policy that matches. */
    static String action(List<Map<String, String>> policies, Map<String, String> descriptor) {
        return policies.stream()
                .filter(policy -> matches(policy, descriptor))
                .map(policy -> policy.get("action"))
                .findFirst()
                .orElse("error");
    }

    private static boolean matches(Map<String, String> policy, Map<String, String> descriptor) {
        return policy.entrySet().stream().filter(entry -> !OTHER.contains(entry.getKey())).allMatch(entry -> {
            String value = descriptor.get(entry.getKey());
            return value != null
                    && FileSystems.getDefault().getPathMatcher("glob:" + entry.getValue()).matches(Path.of(value));
        });
    }

    private Policies() {
    }
}
