package io.github.ekscrac.agent;

/** State that every restored copy would share, and of which only the service can make another. */
final class CopiedStateFinding {
    static final String CODE = "copied-state";
    /** As `checkpoint.allowCopied` names it: class and field. */
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
