// The engines: what the child of an attempt becomes.
#pragma once
#include "attempt.h"

// Descriptors between `start` and CRIU.
typedef struct {
  int log_out, log_in;       // CRIU's messages: its end, and that of `start`
  int report_out, report_in; // the agent's report
  int environment;           // the container's environment, read by the agent
} Channels;

// False when the kernel gives no descriptors.
bool open_channels(Channels *channels);

// Closes the ends that CRIU has, so that a pipe ends with the service.
void close_far_ends(const Channels *channels);

void close_channels(const Channels *channels);

// Becomes CRIU, which makes the service a child of this process's parent and ends.
_Noreturn void become_criu(const Settings *settings, const Attempt *attempt, const Channels *channels);

// Gives a restored service the pod's limit of open files, as far as it may have it.
void apply_open_files(pid_t service);

// Becomes the JVM that restores itself.
_Noreturn void become_jvm(const Settings *settings, const Attempt *attempt, char **environment);
