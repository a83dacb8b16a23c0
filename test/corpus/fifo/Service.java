import java.io.RandomAccessFile;

/** Holds both ends of a FIFO. */
public class Service {
    public static void main(String[] args) throws Exception {
        new ProcessBuilder("mkfifo", "/tmp/fifo").inheritIO().start().waitFor();
        RandomAccessFile fifo = new RandomAccessFile("/tmp/fifo", "rw");
        new Parts()
                .with("fifo", () -> {
                    fifo.write(7);
                    return fifo.read() == 7;
                })
                .serve();
    }
}
