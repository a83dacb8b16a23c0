// The environment of the service: the container's, byte for byte, but for what a start has to add.
#pragma once
#include "attempt.h"

// For a cold start: with the pod's system properties, in JDK_JAVA_OPTIONS. The container's own when there are none.
char **cold_environment(const Settings *settings, char **environment);

// For a JVM that reads the pod's values from files at its restore: writes the properties, and the variables that the
// capture had not, to the files of the manifest. False with a reason when one cannot be written.
bool hand_values_over(const Settings *settings, Attempt *attempt, char **environment);

// For a JVM that restores itself: without the JVM's options, which are part of the checkpoint, and with variables of the
// capture that the pod lacks as empty ones, because the restored JVM keeps those it is not given.
char **jvm_environment(const Manifest *manifest, char **environment);
