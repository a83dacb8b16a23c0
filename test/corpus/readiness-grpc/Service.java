import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** As little of HTTP/2 without TLS as answers grpc.health.v1.Health/Check: SERVING, whatever is asked. */
public class Service {
    private static final int DATA = 0, HEADERS = 1, SETTINGS = 4, PING = 6;
    private static final int END_STREAM = 1, ACK = 1, END_HEADERS = 4;
    private static final int PREFACE_BYTES = 24;
    private static final byte[] SERVING = {0, 0, 0, 0, 2, 8, 1};

    public static void main(String[] args) throws Exception {
        try (ServerSocket server = new ServerSocket(8080)) {
            while (true) {
                Socket socket = server.accept();
                new Thread(() -> serve(socket)).start();
            }
        }
    }

    private static void serve(Socket socket) {
        try (socket) {
            DataInputStream in = new DataInputStream(socket.getInputStream());
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            in.readFully(new byte[PREFACE_BYTES]);
            write(out, SETTINGS, 0, 0, new byte[0]);
            while (true) answer(in, out);
        } catch (EOFException e) {
            // The client has closed.
        } catch (Exception e) {
            System.err.println("a client is gone: " + e);
        }
    }

    /** Reads one frame; the end of a request is answered. */
    private static void answer(DataInputStream in, DataOutputStream out) throws Exception {
        int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
        int type = in.readUnsignedByte();
        int flags = in.readUnsignedByte();
        int stream = in.readInt();
        byte[] payload = in.readNBytes(length);
        if (type == SETTINGS && (flags & ACK) == 0) write(out, SETTINGS, ACK, 0, new byte[0]);
        if (type == PING && (flags & ACK) == 0) write(out, PING, ACK, 0, payload);
        if (type > HEADERS || (flags & END_STREAM) == 0) return;
        write(out, HEADERS, END_HEADERS, stream, headers(":status", "200", "content-type", "application/grpc"));
        write(out, DATA, 0, stream, SERVING);
        write(out, HEADERS, END_HEADERS | END_STREAM, stream, headers("grpc-status", "0"));
    }

    private static void write(DataOutputStream out, int type, int flags, int stream, byte[] payload) throws Exception {
        out.writeByte(payload.length >> 16);
        out.writeShort(payload.length);
        out.writeByte(type);
        out.writeByte(flags);
        out.writeInt(stream);
        out.write(payload);
        out.flush();
    }

    /** Literal fields that are not indexed, names and values as they are. */
    private static byte[] headers(String... namesAndValues) {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        for (int i = 0; i < namesAndValues.length; i++) {
            if (i % 2 == 0) block.write(0);
            byte[] text = namesAndValues[i].getBytes(StandardCharsets.US_ASCII);
            block.write(text.length);
            block.writeBytes(text);
        }
        return block.toByteArray();
    }
}
