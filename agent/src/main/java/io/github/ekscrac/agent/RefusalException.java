package io.github.ekscrac.agent;

/** Why the agent does not start in this JVM, or why it made no checkpoint; the code is documented. */
final class RefusalException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    final String code;

    RefusalException(String code, String message) {
        super(message);
        this.code = code;
    }
}
