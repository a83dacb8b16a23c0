package io.github.ekscrac.agent;

import java.util.ArrayList;
import java.util.List;

/** Modules that the agent uses and can do without, which a runtime made by jlink may lack. */
final class ManagementModules {
    private static final List<String> NEEDED = List.of("java.management", "jdk.management");

    private ManagementModules() {}

    static boolean complete() {
        return missing().isEmpty();
    }

    /** Null when there is nothing to add. */
    static Warning warning() {
        if (complete()) return null;
        return new Warning(
                "modules-missing",
                "the Java runtime of the image lacks " + String.join(" and ", missing())
                        + ", so unused memory stays in the checkpoint and CRaCMXBean does not know of the restore: make"
                        + " it with `jlink --add-modules java.management,jdk.management`");
    }

    private static List<String> missing() {
        List<String> missing = new ArrayList<>();
        for (String name : NEEDED) {
            if (ModuleLayer.boot().findModule(name).isEmpty()) missing.add(name);
        }
        return missing;
    }
}
