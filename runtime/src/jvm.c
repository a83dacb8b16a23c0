#include "engines.h"
#include "environment.h"
#include "memory.h"
#include "processes.h"
#include "system.h"
#include "text.h"
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

// The most system properties of a pod; others are left out, with a line about it.
#define PROPERTIES 1000
// The most options of an engine.
#define OPTIONS 100
// Where a checkpoint is in an image; a stored one is elsewhere.
#define CAPTURED "/opt/eks-crac/checkpoint"

static char *property_option(const char *property, size_t length) {
  char *option = shared(length + 3);
  if (option != NULL) snprintf(option, length + 3, "-D%.*s", (int)length, property);
  return option;
}

// An option of the engine, with the folder of the checkpoint as it is in this pod.
static char *placed_option(const char *option, const char *checkpoint) {
  const char *folder = strstr(option, CAPTURED);
  size_t size = strlen(option) + strlen(checkpoint) + 1;
  char *placed = shared(size);
  if (placed == NULL) return NULL;
  if (folder == NULL) return strcpy(placed, option);
  snprintf(placed, size, "%.*s%s%s", (int)(folder - option), option, checkpoint, folder + strlen(CAPTURED));
  return placed;
}

// A JVM that has CRIU restore it passes the number on, and CRIU refuses one that is not open.
static void give_wanted_memory(const Settings *settings, const Manifest *manifest) {
  bool wanted = false;
  for (size_t i = 0; i < manifest->restore.count; i++) wanted = wanted || strstr(manifest->restore.at[i], "fd[6]:");
  if (!wanted || give_memory(settings, manifest)) return;
  give_descriptor(open("/dev/null", O_RDONLY | O_CLOEXEC), MEMORY);
}

void become_jvm(const Settings *settings, const Attempt *attempt, char **environment) {
  static char *arguments[1 + OPTIONS + PROPERTIES + 1];
  const Lines *restore = &attempt->manifest.restore;
  size_t count = 0;
  arguments[count++] = (char *)attempt->manifest.java;
  for (size_t i = 0; i < restore->count && i < OPTIONS; i++) {
    char *option = placed_option(restore->at[i], settings->checkpoint);
    if (option != NULL) arguments[count++] = option;
  }
  size_t most = count + PROPERTIES;
  for (const char *property = settings->properties; *property != '\0';) {
    size_t length = strcspn(property, "\n");
    char *option = length == 0 || count >= most ? NULL : property_option(property, length);
    if (option != NULL)
      arguments[count++] = option;
    else if (length > 0)
      say("too many system properties; %.*s is left out", (int)(length < 80 ? length : 80), property);
    property += length + (property[length] == '\n' ? 1 : 0);
  }
  give_wanted_memory(settings, &attempt->manifest);
  execute(arguments, jvm_environment(&attempt->manifest, environment));
}
