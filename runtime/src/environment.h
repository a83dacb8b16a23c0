// The environment of the service: the container's, byte for byte, but for what a start has to add.
#pragma once
#include "attempt.h"

// For a cold start: with the pod's system properties, in JDK_JAVA_OPTIONS. The container's own when there are none.
char **cold_environment(const Settings *settings, char **environment);

// For a restore with Warp: without the JVM's options, which are part of the checkpoint, and with variables of the
// capture that the pod lacks as empty ones, because the restored JVM keeps those it is not given.
char **warp_environment(const Manifest *manifest, char **environment);
