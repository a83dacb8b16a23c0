package standin;

final class CheckpointOpenFileException extends Exception {
    CheckpointOpenFileException(String message) {
        super(message);
    }
}
