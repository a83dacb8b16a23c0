package io.github.ekscrac.agent;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/** The sockets of this network namespace by inode, from the kernel's tables. */
final class SocketTables {
    private static final long POLL_NS = 1_000_000;
    private static final long QUIET_NS = 20 * POLL_NS;
    private static final long MOST_NS = 1000 * POLL_NS;
    private static final String LISTEN = "0A";
    private static final String CLOSED = "07";
    private static final String CLOSE_WAIT = "08";

    private final Map<String, FileDescriptors.Open> byInode = new HashMap<>();

    SocketTables() {
        for (String table : new String[] {"tcp", "tcp6", "udp", "udp6"}) readInternet(table);
        readUnix();
    }

    FileDescriptors.Open of(int number, String inode) {
        FileDescriptors.Open known = byInode.get(inode);
        if (known == null) return new FileDescriptors.Open(number, "socket", "unbound", false);
        return new FileDescriptors.Open(number, known.kind(), known.name(), known.connected());
    }

    /**
     * Waits until no listening socket has been opened or closed for a while, at most for a second: some servers close
     * theirs after their hook has returned.
     */
    static void awaitSettled() {
        long began = System.nanoTime();
        long changed = began;
        Set<String> last = Set.of();
        for (long now = began; now - changed < QUIET_NS && now - began < MOST_NS; now = System.nanoTime()) {
            Set<String> open = new SocketTables().listeningOn("");
            if (!open.equals(last)) changed = System.nanoTime();
            last = open;
            LockSupport.parkNanos(POLL_NS);
        }
    }

    /** The inodes of the sockets that listen on a TCP port. */
    Set<String> listeningOn(int port) {
        return listeningOn(":" + port);
    }

    private Set<String> listeningOn(String end) {
        Set<String> inodes = new HashSet<>();
        byInode.forEach((inode, socket) -> {
            boolean listens = socket.kind().equals("tcp") && !socket.name().contains(" -> ");
            if (listens && socket.name().endsWith(end)) inodes.add(inode);
        });
        return inodes;
    }

    private void add(String inode, String kind, String name, boolean connected) {
        byInode.put(inode, new FileDescriptors.Open(-1, kind, name, connected));
    }

    private void readInternet(String table) {
        for (String line : lines(table)) {
            String[] columns = line.trim().split("\\s+");
            if (columns.length < 10) continue;
            String state = columns[3];
            boolean listening = table.startsWith("tcp") ? state.equals(LISTEN) : state.equals(CLOSED);
            boolean connected = !listening && !state.equals(CLOSED) && !state.equals(CLOSE_WAIT);
            String address = listening ? address(columns[1]) : address(columns[1]) + " -> " + address(columns[2]);
            add(columns[9], table.substring(0, 3), address, connected);
        }
    }

    private void readUnix() {
        for (String line : lines("unix")) {
            String[] columns = line.trim().split("\\s+");
            if (columns.length >= 7) add(columns[6], "unix", columns.length > 7 ? columns[7] : "unnamed", false);
        }
    }

    private static List<String> lines(String table) {
        try {
            List<String> lines = Files.readAllLines(Path.of("/proc/self/net", table));
            return lines.subList(1, lines.size());
        } catch (IOException e) {
            return List.of();
        }
    }

    /**
     * Parses {@code 0100007F:1F90}: words in the byte order of the machine, which is little endian on all supported
     * ones.
     */
    static String address(String hex) {
        int colon = hex.indexOf(':');
        String port = ":" + Integer.parseInt(hex.substring(colon + 1), 16);
        byte[] bytes = new byte[colon / 2];
        for (int i = 0; i < bytes.length; i++) {
            int at = 2 * (i - i % 4 + 3 - i % 4);
            bytes[i] = (byte) Integer.parseInt(hex.substring(at, at + 2), 16);
        }
        try {
            String address = InetAddress.getByAddress(bytes).getHostAddress();
            return (address.contains(":") ? "[" + address + "]" : address) + port;
        } catch (UnknownHostException e) {
            return hex;
        }
    }
}
