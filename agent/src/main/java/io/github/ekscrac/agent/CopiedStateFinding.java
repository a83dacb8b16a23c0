package io.github.ekscrac.agent;

/** State that every restored copy would share, and that only the service can replace. */
final class CopiedStateFinding {
    static final String CODE = "copied-state";
    /** Class and field, as in `checkpoint.allowCopied`. */
    final String holder;

    final String what;
    final String remedy;

    CopiedStateFinding(String holder, String what, String remedy) {
        this.holder = holder;
        this.what = what;
        this.remedy = remedy;
    }

    RefusalException refusal() {
        return new RefusalException(CODE, holder + ": " + what + "; " + remedy);
    }
}
