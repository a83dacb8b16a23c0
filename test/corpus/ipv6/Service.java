import java.net.InetSocketAddress;

public class Service {
    public static void main(String[] args) throws Exception {
        new Parts().serve(new InetSocketAddress("::", 8080));
    }
}
