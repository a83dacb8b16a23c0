package io.github.ekscrac.agent;

import java.io.File;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The capture spec's rules for open descriptors, one per line: {@code ACTION KIND PATTERN}, such as {@code close tcp
 * *:5432} or {@code reopen file /app/log/*}. The first rule that matches applies; without one, a connected socket fails
 * the checkpoint unless the process is connected to itself, and anything else is kept.
 */
final class DescriptorPolicies {
    enum Action {
        FAIL,
        CLOSE,
        KEEP,
        REOPEN
    }

    private record Rule(Action action, String kind, String pattern) {
        boolean matches(String kind, String name) {
            return this.kind.equals(kind)
                    && FileSystems.getDefault()
                            .getPathMatcher("glob:" + pattern)
                            .matches(Path.of(name));
        }
    }

    private final List<Rule> rules = new ArrayList<>();

    DescriptorPolicies(File file) throws IOException {
        if (!file.exists()) return;
        for (String line : Files.readAllLines(file.toPath())) {
            if (line.isBlank() || line.startsWith("#")) continue;
            rules.add(rule(line));
        }
    }

    private static Rule rule(String line) {
        String[] words = line.trim().split("\\s+", 3);
        try {
            // In an address * matches anything; in a path it stays within a directory, as in any glob.
            return new Rule(Action.valueOf(words[0].toUpperCase(Locale.ROOT)), words[1], words[2]);
        } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
            throw new RefusalException(
                    "policy-unknown", "not a rule for descriptors: " + line + " (fail|close|keep|reopen KIND PATTERN)");
        }
    }

    /** Matches either address of a connection: a database is known by the remote one. */
    Action of(FileDescriptors.Open open, List<FileDescriptors.Open> all) {
        for (Rule rule : rules) {
            for (String name : open.names()) {
                if (rule.matches(open.kind(), name)) return rule.action();
            }
        }
        if (!open.connected()) return Action.KEEP;
        return open.isToItself(all) ? Action.CLOSE : Action.FAIL;
    }
}
