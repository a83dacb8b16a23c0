package standin;

final class CheckpointOpenSocketException extends Exception {
    CheckpointOpenSocketException(String message) {
        super(message);
    }
}
