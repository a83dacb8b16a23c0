import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Speaks no HTTP: whoever connects is told the state, which a command in the container asks for. */
public class Service {
    public static void main(String[] args) throws Exception {
        long ready = System.nanoTime() + 2_000_000_000L;
        try (ServerSocket server = new ServerSocket(8080)) {
            while (true) {
                try (Socket socket = server.accept()) {
                    String state = System.nanoTime() < ready ? "starting\n" : "ready\n";
                    socket.getOutputStream().write(state.getBytes(StandardCharsets.UTF_8));
                }
            }
        }
    }
}
