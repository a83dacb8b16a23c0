// An attempt to restore, within the deadline.
#pragma once
#include "report.h"
#include <sys/types.h>

// The process of the restored service, a child of this one; 0 with a reason in the attempt when the start must be cold.
// What a failed attempt leaves behind is the caller's to kill.
pid_t restore(Start *start, Attempt *attempt);
