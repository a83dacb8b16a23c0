import java.net.ServerSocket;
import java.net.Socket;

/** Speaks no HTTP: it returns what it is sent. */
public class Service {
    public static void main(String[] args) throws Exception {
        try (ServerSocket server = new ServerSocket(8080)) {
            while (true) {
                Socket socket = server.accept();
                new Thread(() -> {
                    try (socket) {
                        socket.getInputStream().transferTo(socket.getOutputStream());
                    } catch (Exception e) {
                        System.err.println("a client is gone: " + e);
                    }
                }).start();
            }
        }
    }
}
