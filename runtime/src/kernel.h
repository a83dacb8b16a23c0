// What the images of a checkpoint ask of the kernel that restores them.
#pragma once
#include <stdbool.h>
#include <stddef.h>

// Whether this machine has what `needs` names, words of contract/kernel-needs.ts; else a sentence about the first that
// is missing is in `detail`. Each is tried, because a version says little about what a kernel was built or is allowed
// to do. `proc` is where /proc is.
bool kernel_has(const char *needs, const char *proc, char *detail, size_t size);
