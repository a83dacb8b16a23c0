#include "engines.h"
#include "environment.h"
#include "processes.h"
#include "system.h"
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

// The most system properties of a pod; others are left out, with a line about it.
#define PROPERTIES 1000

static char *property_option(const char *property, size_t length) {
  char *option = shared(length + 3);
  if (option != NULL) snprintf(option, length + 3, "-D%.*s", (int)length, property);
  return option;
}

void become_warp(const Settings *settings, const Attempt *attempt, char **environment) {
  static char from[PATH_MAX + 32];
  static char *arguments[PROPERTIES + 4];
  size_t count = 0;
  snprintf(from, sizeof from, "-XX:CRaCRestoreFrom=%s", settings->checkpoint);
  arguments[count++] = (char *)attempt->manifest.java;
  arguments[count++] = "-XX:CRaCEngine=warp";
  arguments[count++] = from;
  for (const char *property = settings->properties; *property != '\0';) {
    size_t length = strcspn(property, "\n");
    char *option = length == 0 || count >= PROPERTIES ? NULL : property_option(property, length);
    if (option != NULL)
      arguments[count++] = option;
    else if (length > 0)
      say("too many system properties; %.*s is left out", (int)(length < 80 ? length : 80), property);
    property += length + (property[length] == '\n' ? 1 : 0);
  }
  execute(arguments, warp_environment(&attempt->manifest, environment));
}
