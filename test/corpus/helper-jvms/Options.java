public class Options {
    public static void main(String[] args) {
        System.out.println("-Xmx128m -Dmade.by=helper");
    }
}
