// The crash-loop guard: a pod never tries a bad checkpoint twice. Its folder outlives the container and not the pod.
//   attempt   there while an attempt has not proven itself
//   started   there once a container of the pod has started its service
//   start.json  how the service came up, for other containers of the pod
#pragma once
#include "attempt.h"

// Notes that an attempt begins. What was there before is kept for `check_guard`.
void mark_attempt(const Settings *settings, Attempt *attempt);

// False with a reason when an earlier container of the pod forbids a restore, or the attempt could not be noted.
bool check_guard(const Settings *settings, Attempt *attempt);

// The attempt has proven itself, or was never made.
void clear_attempt(const Settings *settings);

// Whether a container of this pod has started its service before.
bool started_before(const Settings *settings);

void mark_started(const Settings *settings);

// Writes start.json.
void publish_start(const Settings *settings, const char *line);
