import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/** A number of each of the JDK's own sources of randomness, all of them used before the checkpoint too. */
final class Draws {
    private Draws() {}

    /** As a JSON object. */
    static String all() {
        Map<String, Object> draws = new TreeMap<>();
        draws.put("uuid", UUID.randomUUID());
        draws.put("threadLocal", ThreadLocalRandom.current().nextLong());
        draws.put("math", Math.random());
        draws.put("strictMath", StrictMath.random());
        draws.put("new", new Random().nextLong());
        draws.put("splittable", new SplittableRandom().nextLong());
        draws.put("algorithm", RandomGenerator.of("L64X128MixRandom").nextLong());
        draws.put("shuffle", shuffled());
        List<String> pairs = new ArrayList<>();
        draws.forEach((name, value) -> pairs.add("\"" + name + "\":\"" + value + "\""));
        return "{" + String.join(",", pairs) + "}";
    }

    private static List<Integer> shuffled() {
        List<Integer> numbers = new ArrayList<>(IntStream.range(0, 50).boxed().toList());
        Collections.shuffle(numbers);
        return numbers;
    }
}
