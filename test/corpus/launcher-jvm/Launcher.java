import java.nio.file.Path;

public class Launcher {
    public static void main(String[] args) throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process service = new ProcessBuilder(java, "-cp", "/app", "Service").inheritIO().start();
        Runtime.getRuntime().addShutdownHook(new Thread(service::destroy));
        System.exit(service.waitFor());
    }
}
