package io.github.ekscrac.agent;

import io.github.ekscrac.agent.LibraryRule.Kind;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** One static field, or field of an object, that gets its own value in each restored copy. */
final class LibraryState {
    /** The default number of random bytes; arrays and hexadecimal strings take as many as they are long. */
    private static final int SEED = 32;

    private static final int UUID_LENGTH = 36;
    /** The digits of a time in milliseconds without the first one. */
    private static final int TAIL = 12;
    /** The least bits to compare: fewer are too often equal by chance. */
    private static final int TELLING = 24;

    private static final byte[] DIGITS = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    final String holder;
    private final LibraryRule row;
    private final Object owner;
    private final Field field;
    private final Method method;
    /** In an array of keys and values. */
    private final int index;
    /** Another state with the same string, whose new value this one takes. */
    private LibraryState leader;

    private String name;

    LibraryState(String holder, LibraryRule row, Object owner, Field field, Method method, int index) {
        this.holder = holder;
        this.row = row;
        this.owner = owner;
        this.field = field;
        this.method = method;
        this.index = index;
    }

    Object value() throws ReflectiveOperationException {
        Object value = field == null ? owner : field.get(owner);
        return row.kind == Kind.VALUE ? ((Object[]) value)[index] : value;
    }

    boolean isName() {
        return row.kind == Kind.NAME || row.kind == Kind.VALUE;
    }

    void follow(LibraryState other) {
        leader = other;
    }

    int bytes() throws ReflectiveOperationException {
        return switch (row.kind) {
            case ARRAY -> ((byte[]) value()).length;
            case HEX -> ((String) value()).length();
            default -> SEED;
        };
    }

    void refresh(ByteBuffer seeds) throws ReflectiveOperationException {
        switch (row.kind) {
            case BITS -> setBits(seeds.getLong());
            case ARRAY -> seeds.get((byte[]) value());
            case HEX -> field.set(owner, hex(seeds, ((String) value()).length()));
            case NAME -> field.set(owner, name(seeds));
            case VALUE -> ((Object[]) field.get(owner))[index] = name(seeds);
            case SEED -> ((Random) value()).setSeed(seeds.getLong());
            case RESEED -> {
                byte[] seed = new byte[SEED];
                seeds.get(seed);
                method.invoke(owner, (Object) seed);
            }
            case FORGET -> field.set(owner, null);
            default -> ((Map<?, ?>) value()).clear();
        }
    }

    /** The value, or a number drawn from a generator; null where equal values would prove nothing. */
    byte[] state() throws ReflectiveOperationException {
        return switch (row.kind) {
            case BITS ->
                Long.bitCount(row.mask(0)) < TELLING ? null : number(((Number) value()).longValue() & row.mask(0));
            case ARRAY -> ((byte[]) value()).clone();
            case SEED -> number(((Random) value()).nextLong());
            case HEX, NAME, VALUE -> ((String) value()).getBytes(StandardCharsets.UTF_8);
            default -> null;
        };
    }

    private void setBits(long random) throws ReflectiveOperationException {
        Object old = value();
        long bits = ((Number) old).longValue() & ~row.mask(0) | random & row.mask(0) | row.mask(1);
        if (old instanceof AtomicLong number) number.set(bits);
        else if (old instanceof AtomicInteger number) number.set((int) bits);
        else if (old instanceof Long) field.setLong(owner, bits);
        else if (old instanceof Integer) field.setInt(owner, (int) bits);
        else field.setShort(owner, (short) bits);
    }

    /** Keeps the length, so that a name that is replaced twice does not grow. */
    private String name(ByteBuffer seeds) throws ReflectiveOperationException {
        if (leader != null) return leader.name;
        String old = (String) value();
        if (old.length() == UUID_LENGTH) {
            name = new UUID(seeds.getLong() & ~0xf000L | 0x4000L, seeds.getLong() & ~(3L << 62) | 1L << 63).toString();
        } else {
            int kept = Math.max(0, old.length() - TAIL);
            name = old.substring(0, kept) + hex(seeds, old.length() - kept);
        }
        return name;
    }

    private static String hex(ByteBuffer seeds, int length) {
        byte[] text = new byte[length];
        seeds.get(text);
        for (int i = 0; i < length; i++) text[i] = DIGITS[text[i] & 15];
        return new String(text, StandardCharsets.US_ASCII);
    }

    private static byte[] number(long bits) {
        return ByteBuffer.allocate(Long.BYTES).putLong(bits).array();
    }
}
