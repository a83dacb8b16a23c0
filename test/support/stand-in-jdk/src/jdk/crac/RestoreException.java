package jdk.crac;

public class RestoreException extends Exception {
    public RestoreException() {
    }
}
