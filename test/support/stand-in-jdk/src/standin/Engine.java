package standin;

import java.util.Locale;

enum Engine {
    WARP,
    CRIU,
    OPENJ9;

    static Engine named(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT));
    }
}
