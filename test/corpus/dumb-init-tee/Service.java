/** Prints a line for each request. */
public class Service {
    public static void main(String[] args) throws Exception {
        new Parts()
                .with("printed", () -> {
                    System.out.println("asked");
                    return true;
                })
                .serve();
    }
}
