package io.github.ekscrac.agent;

import java.util.HashMap;
import java.util.Map;

/**
 * Sets the system properties that a pod gives to a restored service: {@code -Dname=value} in JDK_JAVA_OPTIONS or
 * JAVA_TOOL_OPTIONS, as for a JVM that starts cold, and the lines {@code name=value} that `start` adds to
 * JDK_JAVA_OPTIONS at a cold start. A property that had the same value at capture is not set, because the service may
 * have changed it since; one that the pod does not name keeps its value, as with CRaC.
 */
final class PodSystemProperties {
    private static final String[] VARIABLES = {"JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"};

    private static final String LINES = "EKS_CRAC_JAVA_PROPERTIES";

    private PodSystemProperties() {}

    static void apply(Map<String, String> old, Map<String, String> current) {
        Map<String, String> captured = properties(old);
        for (Map.Entry<String, String> property : properties(current).entrySet()) {
            if (!property.getValue().equals(captured.get(property.getKey()))) {
                System.setProperty(property.getKey(), property.getValue());
            }
        }
    }

    static Map<String, String> properties(Map<String, String> environment) {
        Map<String, String> properties = new HashMap<>();
        for (String variable : VARIABLES) add(environment.getOrDefault(variable, ""), properties);
        for (String line : environment.getOrDefault(LINES, "").split("\n")) addWord("-D" + line, properties);
        return properties;
    }

    /** Splits at white space outside quotes, and removes the quotes. */
    private static void add(String options, Map<String, String> properties) {
        StringBuilder word = new StringBuilder();
        char quote = 0;
        for (char c : (options + ' ').toCharArray()) {
            if (quote != 0 ? c == quote : c == '"' || c == '\'') {
                quote = quote == 0 ? c : 0;
            } else if (quote == 0 && Character.isWhitespace(c)) {
                addWord(word.toString(), properties);
                word.setLength(0);
            } else {
                word.append(c);
            }
        }
    }

    private static void addWord(String word, Map<String, String> properties) {
        if (!word.startsWith("-D") || word.length() == 2) return;
        int end = word.indexOf('=', 2);
        properties.put(end < 0 ? word.substring(2) : word.substring(2, end), end < 0 ? "" : word.substring(end + 1));
    }
}
