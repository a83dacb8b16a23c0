// The supplementary groups in a checkpoint.
#pragma once

// Removes them from the checkpoint in this folder, so that a restored process has those of its pod: CRIU would insist
// on the ones that the container runtime gave at the capture, which takes a privilege.
void forget_groups(const char *folder);
