package io.github.ekscrac.agent;

import java.io.File;

/** {@code -javaagent:agent.jar=directory=/opt/eks-crac/checkpoint,deadline=30000}. */
final class AgentOptions {
    /** As `start` has it. */
    private static final int START_MS = 3000;

    final File directory;
    /** Milliseconds that the hooks of one side may take together, in a rehearsal each time. */
    final int deadline;
    /** Whether garbage is collected and memory given back to the system before the freeze. */
    final boolean memory;
    /** False in tests of the gate alone: then restored copies are as alike as those of a JDK without the agent. */
    final boolean fresh;

    private AgentOptions(File directory, int deadline, boolean memory, boolean fresh) {
        this.directory = directory;
        this.deadline = deadline;
        this.memory = memory;
        this.fresh = fresh;
    }

    /** Milliseconds of a restored process until `start` gives up, less what it needs to hear why. */
    int leftToStart(long sinceRestore) {
        String given = System.getenv("EKS_CRAC_DEADLINE_MS");
        int whole = given != null && given.matches("\\d{1,9}") ? Integer.parseInt(given) : START_MS;
        return (int) Math.max(0, whole / 4 * 3 - sinceRestore);
    }

    static AgentOptions parse(String arguments) {
        String directory = "/opt/eks-crac/checkpoint";
        int deadline = 30_000;
        boolean memory = true;
        boolean fresh = true;
        for (String option : arguments == null || arguments.isEmpty() ? new String[0] : arguments.split(",")) {
            String[] pair = option.split("=", 2);
            String value = pair.length == 2 ? pair[1] : "";
            switch (pair[0]) {
                case "directory" -> directory = value;
                case "deadline" -> deadline = milliseconds(value);
                case "memory" -> memory = !value.equals("keep");
                case "fresh" -> fresh = !value.equals("off");
                default ->
                    throw new RefusalException(
                            "option-unknown",
                            "unknown option " + option + "; known are directory, deadline, memory and fresh");
            }
        }
        return new AgentOptions(new File(directory), deadline, memory, fresh);
    }

    private static int milliseconds(String value) {
        try {
            return Integer.parseInt(value);
        } catch (NumberFormatException e) {
            throw new RefusalException("option-unknown", "deadline is not a number of milliseconds: " + value);
        }
    }
}
