#pragma once

#include <sys/types.h>

// Prints what a process has used of a file that it maps, as runs of pages: `written FIRST COUNT` in its memory,
// `resident FIRST COUNT` in the file. A status.
int print_touched(pid_t process, const char *file);
