// The files of the container: what the captured service had changed, and what the image has there.
#pragma once
#include "attempt.h"

// A captured file or folder that is on a volume; NULL when none is.
const char *captured_on_volume(const Manifest *manifest);

// Makes the files those of the checkpoint: removes what the service had removed, and puts what it had changed in place
// when that comes from a store. False with a reason.
bool place_files(const Settings *settings, Attempt *attempt);

// Makes the files those of the image again: removes what the service had added, and puts back what it had changed and
// removed. Says what it could not do.
void restore_image_files(const Settings *settings, const Attempt *attempt);
