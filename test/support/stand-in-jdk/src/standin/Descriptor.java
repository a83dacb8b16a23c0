package standin;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** An open file or socket of the service, with the keys by which a policy may match it. */
record Descriptor(int number, String name, Map<String, String> keys) {

    static Optional<Descriptor> of(int number, String target, Map<String, String[]> sockets, Set<String> jars) {
        if (target.startsWith("socket:[")) {
            String[] line = sockets.get(target.replaceAll("[^0-9]", ""));
            // A unix socket, such as that of the attach listener, is the JVM's own.
            return line == null ? Optional.empty() : Optional.of(socket(number, line));
        }
        boolean own = !target.startsWith("/") || target.startsWith("/proc/") || target.startsWith("/dev/")
                || target.startsWith("/memfd:") || target.startsWith(System.getProperty("java.home"))
                || jars.contains(target);
        return own ? Optional.empty() : Optional.of(new Descriptor(number, target, Map.of("type", "file", "path", target)));
    }

    private static Descriptor socket(int number, String[] line) {
        String local = port(line[1]);
        String remote = port(line[2]);
        String name = "Socket[addr=" + line[2] + ",port=" + remote + ",localport=" + local + "]";
        return new Descriptor(number, name, Map.of(
                "type", "socket", "family", "ip", "localPort", local, "remotePort", remote,
                "listening", String.valueOf(line[3].equals("0A"))));
    }

    private static String port(String end) {
        return String.valueOf(Integer.parseInt(end.substring(end.indexOf(':') + 1), 16));
    }

    Exception refusal() {
        return keys.get("type").equals("socket")
                ? new CheckpointOpenSocketException(name)
                : new CheckpointOpenFileException("FD fd=" + number + " type=regular path=" + name);
    }
}
