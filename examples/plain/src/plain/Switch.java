package plain;

/**
 * Variables that make the service misbehave or talk. Asked each time, because a restore may hand in other values than
 * the checkpoint was captured with.
 */
enum Switch {
    ALLOW_EXIT,
    FAIL_REQUESTS,
    LOG_REQUESTS,
    MAPPED_FILE,
    NEVER_READY;

    boolean isOn() {
        return "true".equals(System.getenv(name()));
    }
}
