package io.github.ekscrac.agent;

/** Something that the report of a checkpoint or restore points out without failing it. */
final class Warning {
    final String code;
    final String message;

    Warning(String code, String message) {
        this.code = code;
        this.message = message;
    }
}
