package io.github.ekscrac.crac;

/**
 * No checkpoint was made and the service goes on; the reasons are the suppressed exceptions (org.crac passes on only
 * those).
 */
public class CheckpointException extends Exception {
    private static final long serialVersionUID = 1L;

    public CheckpointException() {}

    public CheckpointException(String message) {
        super(message);
    }
}
