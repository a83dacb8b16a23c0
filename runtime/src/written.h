#pragma once

#include <sys/types.h>

// Prints the pages of a process that it has written in mappings of a file, as runs: FIRST COUNT. A status.
int print_written(pid_t process, const char *file);
