package io.github.ekscrac.agent;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The rules that close connections, as a capture spec has them: by ports that are the same in every run. */
final class OfferedRules {
    private final List<FileDescriptors.Open> all;

    OfferedRules(List<FileDescriptors.Open> all) {
        this.all = all;
    }

    /** The rules for these connections, each once, as a list of the capture spec. */
    String of(List<FileDescriptors.Open> connections) {
        Set<String> rules = new LinkedHashSet<>();
        for (FileDescriptors.Open open : connections) {
            rules.add("{ action: close, kind: " + open.kind() + ", pattern: \"*:" + port(open) + "\" }");
        }
        return "[" + String.join(", ", rules) + "]";
    }

    /** The port that a program has chosen: of a connection that was accepted here, this end's. */
    private String port(FileDescriptors.Open open) {
        String[] ends = open.names();
        String own = portOf(ends[0]);
        return isListening(own) ? own : portOf(ends[ends.length - 1]);
    }

    private boolean isListening(String port) {
        for (FileDescriptors.Open open : all) {
            if (!open.connected()
                    && open.kind().equals("tcp")
                    && portOf(open.name()).equals(port)) return true;
        }
        return false;
    }

    private static String portOf(String address) {
        return address.substring(address.lastIndexOf(':') + 1);
    }
}
