// From a service that runs to its end.
#pragma once
#include "report.h"
#include <signal.h>
#include <stdbool.h>
#include <sys/types.h>

// Keeps a signal for a service that does not run yet.
void keep_signal(int signal);

// Waits for a child, taking others that end meanwhile; false at the deadline (in ticks). Signals are kept.
bool await_child(pid_t child, uint64_t deadline);

// Passes kept and further signals on, reports when the port listens, and returns the service's exit status.
int serve(const Start *start, pid_t service);
