// What `start` is told from outside: the variables EKS_CRAC_*, each checked once.
#pragma once
#include <limits.h>
#include <stdbool.h>
#include <stdint.h>

typedef struct {
  const char *home;       // of the runtime layer
  const char *checkpoint; // folder of the checkpoint
  const char *store;      // folder of a stored checkpoint; empty when the checkpoint is in the image
  const char *guard;      // folder of the crash-loop guard; empty without one
  const char *seeded;     // mount paths of volumes that were filled from the image, separated by colons
  const char *proc;       // /proc
  const char *run;        // run that made the image
  const char *release;
  const char *properties; // system properties, one `name=value` a line
  bool cold;              // no restore is wanted
  bool trial;             // the restore shows what it reads first
  uint64_t deadline_ms;
  uint64_t guard_seconds;
  uint64_t listen_seconds;
  uint64_t port; // 0: the manifest's
  // The copy that was chosen of an image that has several; empty before, and in other images.
  char copy[64], copy_store[PATH_MAX], copy_checkpoint[PATH_MAX];
} Settings;

// A bad value counts as its default, and one line on standard error names it.
Settings read_settings(void);
