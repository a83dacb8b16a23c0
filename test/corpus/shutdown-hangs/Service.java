/** Its shutdown waits for the host that it was started on. */
public class Service {
    public static void main(String[] args) throws Exception {
        String born = hostName();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            while (!hostName().equals(born)) Thread.onSpinWait();
        }));
        new Parts().with("host", () -> !hostName().isEmpty()).serve();
    }

    private static String hostName() {
        try {
            return java.nio.file.Files.readString(java.nio.file.Path.of("/proc/sys/kernel/hostname")).strip();
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
