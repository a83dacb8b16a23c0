#pragma once
#include <stdbool.h>

// Whether a file is reached over a network, or by another program (FUSE).
bool is_remote(int file);

// Whether code in a file can be run, and changed in a private mapping: not on a mount with `noexec`, nor where a security
// module forbids it.
bool can_hold_code(int file);

// A copy of a file in memory, where it can be read only; -1 with errno when that fails.
int copy_to_memory(int file);
