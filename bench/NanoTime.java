import java.util.Arrays;

/** Prints what a call of System.nanoTime() takes, in ns. */
public class NanoTime {
    private static final int CALLS = 3_000_000;

    public static void main(String[] arguments) {
        double[] rounds = new double[14];
        long sum = 0;
        for (int round = 0; round < rounds.length; round++) {
            long began = System.nanoTime();
            for (int call = 0; call < CALLS; call++) sum += System.nanoTime();
            rounds[round] = (double) (System.nanoTime() - began) / CALLS;
        }
        double[] warm = Arrays.copyOfRange(rounds, 4, rounds.length);
        Arrays.sort(warm);
        if (sum != 0) System.out.println(warm[warm.length / 2]);
    }
}
