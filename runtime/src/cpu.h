// What the node's processors can do.
#pragma once
#include "settings.h"
#include <stddef.h>

// Finds the first of the needed flags, separated by spaces, that the first processor lacks; false when it has all.
bool lacks_flag(const Settings *settings, const char *needed, char *flag, size_t size);
