package io.github.ekscrac.coordinator;

/** State that every restored copy would share; {@code holder} is CLASS.FIELD, which the capture spec may allow by name. */
record Finding(String holder, String what, String remedy) {
    static final String CODE = "copied-state";

    Refusal refusal() {
        return new Refusal(CODE, holder + ": " + what + "; " + remedy);
    }
}
