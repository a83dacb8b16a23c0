package io.github.ekscrac.agent;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import org.junit.jupiter.api.Test;

/** The jar is in every image. */
class JarTest {
    private static final int KIB = 1024;

    @Test
    void isSmall() {
        long bytes = new File(System.getProperty("agent.jar")).length();
        assertTrue(bytes > 0 && bytes <= 80 * KIB, bytes + " bytes");
    }
}
