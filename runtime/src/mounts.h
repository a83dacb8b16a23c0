// Which mount a file is on. Nothing on a volume is removed or replaced: it is not the container's own.
#pragma once
#include <stdbool.h>

// Opens the folder that holds `path`, and points `name` at its last part; -1 with errno.
int open_parent(const char *path, const char **name);

// Whether an open folder or file is on the container's own file system, or on one of these mounts (paths separated by
// colons).
bool is_own(int descriptor, const char *mounts);
