package io.github.ekscrac.crac;

/** The process was restored, but hooks failed. The causes are the suppressed exceptions. */
public class RestoreException extends Exception {
    private static final long serialVersionUID = 1L;

    public RestoreException() {}

    public RestoreException(String message) {
        super(message);
    }
}
