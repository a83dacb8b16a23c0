public class Service {
    public static void main(String[] args) throws Exception {
        new Parts()
                .with("property", () -> "helper".equals(System.getProperty("made.by")))
                .serve();
    }
}
