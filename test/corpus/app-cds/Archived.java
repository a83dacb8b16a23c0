/** Loads what the archive is to have, and ends. */
public class Archived {
    public static void main(String[] args) {
        System.out.println(new Parts());
    }
}
