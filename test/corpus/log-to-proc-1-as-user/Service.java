import java.io.FileWriter;
import java.io.PrintWriter;

/** Writes a line for each request. */
public class Service {
    public static void main(String[] args) throws Exception {
        PrintWriter log = new PrintWriter(new FileWriter("/var/log/service.log", true), true);
        new Parts()
                .with("logged", () -> {
                    log.println("asked");
                    return true;
                })
                .serve();
    }
}
