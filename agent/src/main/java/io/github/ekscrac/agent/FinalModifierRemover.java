package io.github.ekscrac.agent;

import java.lang.instrument.ClassFileTransformer;
import java.nio.charset.StandardCharsets;
import java.security.ProtectionDomain;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Removes {@code final} from static fields that must be set after a restore: the JIT inlines the value of a final one,
 * and reflection cannot set it. Nothing else in the class changes, and a class file that cannot be parsed stays as it
 * is.
 */
final class FinalModifierRemover implements ClassFileTransformer {
    private static final int STATIC = 0x0008;
    private static final int FINAL = 0x0010;
    private static final int INTERFACE = 0x0200;

    private final Map<String, List<LibraryRule>> table = LibraryRule.table();

    @Override
    public byte[] transform(
            ClassLoader loader, String name, Class<?> redefined, ProtectionDomain domain, byte[] bytes) {
        if (name == null || redefined != null) return null;
        List<LibraryRule> rows = table.get(LibraryRule.simple(name, '/'));
        if (rows == null) return null;
        Set<String> fields = new HashSet<>();
        for (LibraryRule row : rows) if (row.matches(name.replace('/', '.'))) fields.add(row.field);
        try {
            return fields.isEmpty() ? null : removeFinal(bytes.clone(), fields);
        } catch (IndexOutOfBoundsException e) {
            return null;
        }
    }

    /** Parses a class file up to its fields: JVMS 4.1. */
    private static byte[] removeFinal(byte[] bytes, Set<String> names) {
        int[] constants = new int[u2(bytes, 8)];
        int at = 10;
        for (int i = 1; i < constants.length; i++) {
            constants[i] = at;
            int tag = bytes[at];
            int size = size(bytes, at);
            if (size == 0) return null;
            at += size;
            if (tag == 5 || tag == 6) i++;
        }
        if ((u2(bytes, at) & INTERFACE) != 0) return null;
        at += 8 + 2 * u2(bytes, at + 6);
        int fields = u2(bytes, at);
        for (at += 2; fields > 0; fields--) {
            boolean constant = (u2(bytes, at) & (STATIC | FINAL)) == (STATIC | FINAL);
            if (constant && names.contains(text(bytes, constants[u2(bytes, at + 2)]))) bytes[at + 1] &= ~FINAL;
            int attributes = u2(bytes, at + 6);
            for (at += 8; attributes > 0; attributes--) at += 6 + (u2(bytes, at + 2) << 16 | u2(bytes, at + 4));
        }
        return bytes;
    }

    /** The size of a constant; 0 for an unknown tag. */
    private static int size(byte[] bytes, int at) {
        return switch (bytes[at]) {
            case 1 -> 3 + u2(bytes, at + 1);
            case 3, 4, 9, 10, 11, 12, 17, 18 -> 5;
            case 5, 6 -> 9;
            case 7, 8, 16, 19, 20 -> 3;
            case 15 -> 4;
            default -> 0;
        };
    }

    private static String text(byte[] bytes, int constant) {
        return new String(bytes, constant + 3, u2(bytes, constant + 1), StandardCharsets.UTF_8);
    }

    private static int u2(byte[] bytes, int at) {
        return (bytes[at] & 0xff) << 8 | bytes[at + 1] & 0xff;
    }
}
