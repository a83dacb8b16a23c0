// Whether a port listens in this network namespace.
#pragma once
#include "settings.h"
#include <stdbool.h>

bool listening(const Settings *settings, uint64_t port);
