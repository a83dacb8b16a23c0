import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;

/** The same class in hundreds of loaders: each has metaspace of its own, which is free when the loader is collected. */
final class Classes implements Part {
    private static final int LOADERS = 400;

    private final List<IntUnaryOperator> held = new ArrayList<>();

    private static final class Loader extends ClassLoader {
        private final byte[] code;

        Loader(byte[] code) {
            super(Classes.class.getClassLoader());
            this.code = code;
        }

        IntUnaryOperator instance(int number) throws ReflectiveOperationException {
            Class<?> defined = defineClass(Copied.class.getName(), code, 0, code.length);
            return (IntUnaryOperator) defined.getDeclaredConstructor(int.class).newInstance(number);
        }
    }

    @Override
    public void fill() throws Exception {
        // Half of what metaspace once had is free at the checkpoint.
        load();
        held.clear();
        System.gc();
        load();
    }

    @Override
    public void checkKept() {
        for (int i = 0; i < held.size(); i++) {
            int value = held.get(i).applyAsInt(5);
            if (value != Copied.expected(i, 5)) throw new AssertionError("class " + i + " computed " + value);
        }
    }

    @Override
    public String exercise() throws Exception {
        long unloaded = unload(held);
        load();
        checkKept();
        return "{\"unloaded\":" + unloaded + "}";
    }

    private void load() throws IOException, ReflectiveOperationException {
        byte[] code = bytes();
        for (int i = 0; i < LOADERS; i++) held.add(instance(code, i));
        checkKept();
    }

    /** Lets go of all of them; returns how many loaders were collected. */
    static long unload(List<IntUnaryOperator> held) {
        List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
        for (IntUnaryOperator each : held) loaders.add(new WeakReference<>(each.getClass().getClassLoader()));
        held.clear();
        for (int i = 0; i < 3; i++) System.gc();
        long unloaded = loaders.stream().filter(loader -> loader.get() == null).count();
        return unloaded;
    }

    static byte[] bytes() throws IOException {
        try (InputStream in = Classes.class.getResourceAsStream("/" + Copied.class.getName() + ".class")) {
            return in.readAllBytes();
        }
    }

    /** In a loader that nothing else holds. */
    static IntUnaryOperator instance(byte[] code, int number) throws ReflectiveOperationException {
        return new Loader(code).instance(number);
    }
}
