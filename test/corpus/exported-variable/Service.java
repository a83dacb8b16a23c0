public class Service {
    public static void main(String[] args) throws Exception {
        new Parts()
                .with("variable", () -> "shell".equals(System.getenv("MADE_BY")))
                .with("property", () -> "shell".equals(System.getProperty("made.by")))
                .serve();
    }
}
