package io.github.ekscrac.agent;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;

/** The kernel's random number generator, whose state is in no checkpoint. */
final class KernelRandom {
    private static final String DEVICE = "/dev/urandom";

    private KernelRandom() {}

    static byte[] bytes(int count) throws IOException {
        try (FileInputStream device = new FileInputStream(DEVICE)) {
            return device.readNBytes(count);
        }
    }

    static ByteBuffer buffer(int count) throws IOException {
        return ByteBuffer.wrap(bytes(count));
    }
}
