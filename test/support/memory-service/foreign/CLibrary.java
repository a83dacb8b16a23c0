import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.List;

/** What C promises: `calloc` returns zeros, and an aligned block may grow. */
final class CLibrary implements Part {
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
    private static final MethodHandle CALLOC = function("calloc", LONG, LONG, LONG);
    private static final MethodHandle FREE = function("free", null, LONG);
    private static final MethodHandle REALLOC = function("realloc", LONG, LONG, LONG);
    private static final MethodHandle ALIGNED = function("aligned_alloc", LONG, LONG, LONG);
    private static final MethodHandle TRIM = function("malloc_trim", ValueLayout.JAVA_INT, LONG);
    private static final long PAGE = 4096;
    private static final long[] ALIGNED_SIZES = {2 << 20, 6 << 20};

    private final List<Long> aligned = new ArrayList<>();

    @Override
    public void fill() throws Exception {
        for (long size : ALIGNED_SIZES) {
            long address = call(ALIGNED, PAGE, size);
            Pattern.fill(address, size, size);
            aligned.add(address);
        }
        callocs();
    }

    @Override
    public void checkKept() {
        for (int i = 0; i < aligned.size(); i++) {
            Pattern.check(aligned.get(i), ALIGNED_SIZES[i], ALIGNED_SIZES[i], "aligned block");
        }
    }

    @Override
    public String exercise() throws Exception {
        for (int i = 0; i < aligned.size(); i++) {
            long size = ALIGNED_SIZES[i];
            for (long grown = size; grown <= size * 8; grown *= 2) {
                long address = call(REALLOC, aligned.get(i), grown);
                Pattern.check(address, size, size, "an aligned block that grew");
                Pattern.fill(address, grown, size);
                aligned.set(i, address);
            }
            aligned.set(i, call(REALLOC, aligned.get(i), size));
        }
        callocs();
        call(TRIM, 0);
        callocs();
        checkKept();
        return "{\"zeros\":true}";
    }

    private static void callocs() throws InterruptedException {
        Blocks.inThreads(() -> {
            for (int round = 0; round < 2; round++) {
                List<Long> taken = new ArrayList<>();
                for (long size = 24; size < 3 << 20; size += size / 3) {
                    long address = call(CALLOC, 1, size);
                    Pattern.checkZeros(address, size, "calloc of " + size);
                    Pattern.fill(address, size, size);
                    taken.add(address);
                }
                for (long address : taken) call(FREE, address);
            }
        });
    }

    private static long call(MethodHandle function, Object... arguments) {
        try {
            Object answer = function.invokeWithArguments(arguments);
            return answer == null ? 0 : ((Number) answer).longValue();
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private static MethodHandle function(String name, ValueLayout result, ValueLayout... parameters) {
        Linker linker = Linker.nativeLinker();
        MemorySegment address = linker.defaultLookup().find(name).orElseThrow();
        return linker.downcallHandle(
            address,
            result == null ? FunctionDescriptor.ofVoid(parameters) : FunctionDescriptor.of(result, parameters));
    }
}
