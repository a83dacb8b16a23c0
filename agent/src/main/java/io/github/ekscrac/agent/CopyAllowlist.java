package io.github.ekscrac.agent;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Holders of state that copies may share: {@code checkpoint.allowCopied} of the capture spec, one per line. */
final class CopyAllowlist {
    private final Set<String> names = new LinkedHashSet<>();
    private final Set<String> used = new LinkedHashSet<>();

    CopyAllowlist(File file) throws IOException {
        if (!file.exists()) return;
        for (String line : Files.readAllLines(file.toPath())) {
            if (!line.isBlank()) names.add(line.trim());
        }
    }

    boolean allows(String holder) {
        if (names.contains(holder)) used.add(holder);
        return names.contains(holder);
    }

    List<CopiedStateFinding> notAllowed(List<CopiedStateFinding> findings) {
        List<CopiedStateFinding> rest = new ArrayList<>();
        for (CopiedStateFinding finding : findings) {
            if (!allows(finding.holder)) rest.add(finding);
        }
        return rest;
    }

    /** An entry that matches nothing is a mistake in the spec, or no longer needed. */
    Warning unusedEntries() {
        Set<String> unused = new LinkedHashSet<>(names);
        unused.removeAll(used);
        if (unused.isEmpty()) return null;
        return new Warning(
                "allowed-unused",
                "checkpoint.allowCopied has entries that match no finding: " + String.join(", ", unused));
    }
}
