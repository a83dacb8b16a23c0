package io.github.ekscrac.agent;

import java.io.File;

/** {@code -javaagent:agent.jar=directory=/opt/eks-crac/checkpoint,deadline=30000}. */
final class AgentOptions {
    /** The default of `start`. */
    private static final int START_MS = 3000;

    final File directory;
    /** Milliseconds for all hooks of one side, anew in each round of a dry run. */
    final int deadline;
    /** Whether memory is returned to the operating system before the checkpoint. */
    final boolean memory;
    /** False only in tests of the gate: copies then share state, as those of a JVM without the agent do. */
    final boolean fresh;

    private AgentOptions(File directory, int deadline, boolean memory, boolean fresh) {
        this.directory = directory;
        this.deadline = deadline;
        this.memory = memory;
        this.fresh = fresh;
    }

    /** Milliseconds until `start` stops waiting for a restored process, less what it needs to read the reason. */
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
