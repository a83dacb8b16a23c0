// Checks that a restore would neither hang nor crash nor mislead.
#pragma once
#include "attempt.h"

// Reads the manifest and checks everything; false with the reason when the start must be cold.
bool restorable(const Settings *settings, Attempt *attempt);
