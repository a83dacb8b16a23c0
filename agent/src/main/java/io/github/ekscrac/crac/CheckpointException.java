package io.github.ekscrac.crac;

/**
 * No checkpoint was made, and the service continues. The causes are the suppressed exceptions, because org.crac passes
 * on only those.
 */
public class CheckpointException extends Exception {
    private static final long serialVersionUID = 1L;

    public CheckpointException() {}

    public CheckpointException(String message) {
        super(message);
    }
}
