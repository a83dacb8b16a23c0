package io.github.ekscrac.agent;

/** Why the Java agent does not run in this JVM, or why it made no checkpoint; the code is what the doctor knows. */
final class RefusalException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    final String code;

    RefusalException(String code, String message) {
        super(message);
        this.code = code;
    }
}
