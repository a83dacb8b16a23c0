import java.util.HashMap;
import java.util.Map;
import java.util.function.IntUnaryOperator;

/** Is defined anew in each loader. */
public final class Copied implements IntUnaryOperator {
    private static final Map<String, Integer> NAMES = new HashMap<>();

    private final int number;

    public Copied(int number) {
        this.number = number;
        for (String name : new String[] {"one", "two", "three", "four"}) NAMES.put(name, name.length());
    }

    static int expected(int number, int operand) {
        return number * 31 + operand + 15;
    }

    @Override
    public int applyAsInt(int operand) {
        int sum = NAMES.values().stream().mapToInt(length -> length).sum();
        switch (operand) {
            case 5: return number * 31 + operand + sum;
            case 6: return first(operand) + second(operand);
            default: throw new IllegalStateException(String.valueOf(operand) + number);
        }
    }

    private int first(int operand) {
        return operand * number - NAMES.getOrDefault("five", 1);
    }

    private int second(int operand) {
        return operand / Math.max(1, number) + NAMES.getOrDefault("six", 2);
    }
}
