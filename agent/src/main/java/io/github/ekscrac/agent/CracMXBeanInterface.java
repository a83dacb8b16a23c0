package io.github.ekscrac.agent;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/**
 * Defines an interface that extends PlatformManagedObject and has the methods {@code long getUptimeSinceRestore()} and
 * {@code long getRestoreTime()}.
 */
final class CracMXBeanInterface {
    private static final int UTF8 = 1;
    private static final int CLASS = 7;
    private static final int PUBLIC_INTERFACE = 0x0601;
    private static final int PUBLIC_ABSTRACT = 0x0401;
    private static final int JAVA_8 = 52;

    private final String name;

    CracMXBeanInterface(String name) {
        this.name = name;
    }

    /** In the boot class loader, as a JDK with CRaC has it. */
    Class<?> define(JdkInternals internals) throws ReflectiveOperationException, IOException {
        return internals.defineInBootLoader(name, bytes());
    }

    private byte[] bytes() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeInt(0xCAFEBABE);
        out.writeInt(JAVA_8);
        out.writeShort(10);
        type(out, 2, name.replace('.', '/'));
        type(out, 4, "java/lang/Object");
        type(out, 6, "java/lang/management/PlatformManagedObject");
        for (String text : new String[] {"getUptimeSinceRestore", "getRestoreTime", "()J"}) text(out, text);
        out.writeShort(PUBLIC_INTERFACE);
        for (int index : new int[] {1, 3, 1, 5, 0, 2}) out.writeShort(index);
        for (int method = 7; method <= 8; method++) {
            for (int value : new int[] {PUBLIC_ABSTRACT, method, 9, 0}) out.writeShort(value);
        }
        out.writeShort(0);
        return bytes.toByteArray();
    }

    private static void type(DataOutputStream out, int nameIndex, String name) throws IOException {
        out.writeByte(CLASS);
        out.writeShort(nameIndex);
        text(out, name);
    }

    private static void text(DataOutputStream out, String text) throws IOException {
        out.writeByte(UTF8);
        out.writeUTF(text);
    }
}
