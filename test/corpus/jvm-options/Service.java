public class Service {
    public static void main(String[] args) throws Exception {
        Parts parts = new Parts();
        for (String property : new String[] {"tool", "jdk", "command", "file"}) {
            parts.with(property, () -> "yes".equals(System.getProperty(property)));
        }
        parts.serve();
    }
}
