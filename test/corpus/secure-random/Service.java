import java.security.SecureRandom;

/** Draws from generators that it has held since its start; the gate compares what two copies draw. */
public class Service {
    public static void main(String[] args) throws Exception {
        Parts parts = new Parts();
        for (String algorithm : new String[] {"SHA1PRNG", "DRBG"}) {
            SecureRandom random = SecureRandom.getInstance(algorithm);
            random.nextLong();
            parts.with(algorithm, () -> random.nextLong() != 0);
        }
        parts.serve();
    }
}
