import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;

/** Code of the JIT compilers: it is run, dropped with its classes, and what is compiled anew takes its place. */
final class Code implements Part {
    private static final int LOADERS = 30;
    /** More than the thresholds of both compilers (Tier4InvocationThreshold is 5000). */
    private static final int CALLS = 12_000;

    private final List<IntUnaryOperator> held = new ArrayList<>();

    @Override
    public void fill() throws Exception {
        compile();
        held.clear();
        System.gc();
        compile();
    }

    @Override
    public void checkKept() {
        for (int i = 0; i < held.size(); i++) run(i, 1);
    }

    @Override
    public String exercise() throws Exception {
        long unloaded = Classes.unload(held);
        compile();
        return "{\"unloaded\":" + unloaded + "}";
    }

    private void compile() throws Exception {
        byte[] code = Classes.bytes();
        for (int i = 0; i < LOADERS; i++) {
            held.add(Classes.instance(code, i));
            run(i, CALLS);
        }
    }

    private void run(int number, int calls) {
        IntUnaryOperator operator = held.get(number);
        for (int call = 0; call < calls; call++) {
            int value = operator.applyAsInt(5);
            if (value != Copied.expected(number, 5)) throw new AssertionError("code " + number + " computed " + value);
        }
    }
}
