package io.github.ekscrac.springdemo;

import java.util.Locale;

/** Where the service believes it runs. */
public enum Mode {
    /** A throw-away environment: the service may create its table. */
    CI,
    /** The table is somebody else's to create. */
    PROD;

    static Mode parse(String text) {
        for (Mode mode : values()) {
            if (mode.lowerCase().equals(text.strip().toLowerCase(Locale.ROOT))) {
                return mode;
            }
        }
        throw new IllegalStateException("MODE is \"" + text + "\", expected ci or prod");
    }

    String lowerCase() {
        return name().toLowerCase(Locale.ROOT);
    }
}
