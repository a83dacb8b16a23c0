#include "environment.h"
#include "system.h"
#include "text.h"
#include <stdlib.h>
#include <string.h>

#define OPTIONS "JDK_JAVA_OPTIONS="

static size_t count(char **environment) {
  size_t entries = 0;
  while (environment[entries] != NULL) entries++;
  return entries;
}

// Appends `-D` and the property to the options as one word for the JVM's launcher, in which both kinds of quotes group
// and none is escaped: a run without the one kind, then a run without the other.
static char *quote(char *to, const char *property, size_t length) {
  static const char KINDS[] = {'"', '\''};
  const char *end = property + length;
  to = stpcpy(to, " -D");
  for (int kind = 0; property < end; kind ^= 1) {
    const char *stop = memchr(property, KINDS[kind], (size_t)(end - property));
    size_t run = (size_t)((stop == NULL ? end : stop) - property);
    if (run == 0) continue;
    *to++ = KINDS[kind];
    memcpy(to, property, run);
    to += run;
    *to++ = KINDS[kind];
    property += run;
  }
  *to = '\0';
  return to;
}

static char *options_with(const char *given, const char *properties) {
  // A property of n bytes has at most n runs, each with two quotes.
  char *options = malloc(strlen(OPTIONS) + strlen(given) + strlen(properties) * 6 + 8);
  if (options == NULL) return NULL;
  char *end = stpcpy(stpcpy(options, OPTIONS), given);
  while (*properties != '\0') {
    size_t length = strcspn(properties, "\n");
    if (length > 0) end = quote(end, properties, length);
    properties += length + (properties[length] == '\n' ? 1 : 0);
  }
  return options;
}

char **cold_environment(const Settings *settings, char **environment) {
  if (*settings->properties == '\0') return environment;
  size_t entries = count(environment), at = 0;
  while (at < entries && !starts_with(environment[at], OPTIONS)) at++;
  char **changed = malloc((entries + 2) * sizeof *changed);
  char *options = options_with(at < entries ? environment[at] + strlen(OPTIONS) : "", settings->properties);
  if (changed == NULL || options == NULL) return environment;
  memcpy(changed, environment, entries * sizeof *changed);
  changed[at] = options;
  changed[at < entries ? entries : entries + 1] = NULL;
  return changed;
}

static bool is_jvm_options(const char *entry) {
  return starts_with(entry, OPTIONS) || starts_with(entry, "JAVA_TOOL_OPTIONS=") ||
         starts_with(entry, "_JAVA_OPTIONS=");
}

static bool has(char **environment, const char *name) {
  size_t length = strlen(name);
  for (; *environment != NULL; environment++) {
    if (strncmp(*environment, name, length) == 0 && (*environment)[length] == '=') return true;
  }
  return false;
}

char **jvm_environment(const Manifest *manifest, char **environment) {
  const Lines *variables = &manifest->variables;
  char **changed = shared((count(environment) + variables->count + 1) * sizeof *changed);
  if (changed == NULL) return environment;
  size_t entries = 0;
  for (char **entry = environment; *entry != NULL; entry++) {
    if (!is_jvm_options(*entry)) changed[entries++] = *entry;
  }
  for (size_t i = 0; i < variables->count; i++) {
    const char *name = variables->at[i];
    char *empty;
    if (*name == '\0' || strchr(name, '=') != NULL || has(environment, name)) continue;
    if ((empty = shared(strlen(name) + 2)) == NULL) break;
    strcat(strcpy(empty, name), "=");
    changed[entries++] = empty;
  }
  return changed;
}
