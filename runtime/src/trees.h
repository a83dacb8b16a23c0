// Removes and copies files and folders; never crosses into another mount.
#pragma once
#include <stdbool.h>
#include <sys/types.h>

// Removes a file, or a folder with everything in it. `mounts` as for is_own. True when nothing is there afterwards, or
// when it is not the container's own; else false with errno.
bool remove_tree(const char *path, const char *mounts);

// Copies a regular file with this mode over whatever is at `to`; false with errno.
bool copy_file(const char *from, const char *to, mode_t mode);

// Copies what is in a folder into another one, with modes and links. Says what could not be copied, and goes on.
void copy_contents(int from, int to, const char *path);
