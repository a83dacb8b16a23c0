package io.github.ekscrac.agent;

/** Something that the report of a checkpoint or restore points out, and that does not end it. */
record Warning(String code, String message) {}
