import java.nio.file.Files;
import java.nio.file.Path;

public class Service {
    public static void main(String[] args) throws Exception {
        long pid = ProcessHandle.current().pid();
        new Parts()
                .with("pid", () -> Files.readString(Path.of("/tmp/service.pid")).trim().equals("" + pid))
                .serve();
    }
}
