#include "environment.h"
#include "system.h"
#include "text.h"
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

static bool is_listed(const Lines *names, const char *entry, size_t length) {
  for (size_t i = 0; i < names->count; i++) {
    if (strlen(names->at[i]) == length && strncmp(names->at[i], entry, length) == 0) return true;
  }
  return false;
}

// A variable of the capture cannot be changed: the JVM would refuse all of them. A line has no room for a line break.
static bool is_addition(const Manifest *manifest, const char *entry) {
  static const char LETTERS[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_0123456789";
  size_t length = strspn(entry, LETTERS);
  return length > 0 && entry[length] == '=' && !starts_with(entry, "EKS_CRAC_") && strchr(entry, '\n') == NULL &&
         !is_listed(&manifest->variables, entry, length);
}

static bool write_line(int file, const char *prefix, const char *text, size_t length) {
  return write_all(file, prefix, strlen(prefix)) && write_all(file, text, length) && write_all(file, "\n", 1);
}

static bool write_properties(int file, const char *properties) {
  bool written = true;
  while (written && *properties != '\0') {
    size_t length = strcspn(properties, "\n");
    if (length > 0) written = write_line(file, "-D", properties, length);
    properties += length + (properties[length] == '\n' ? 1 : 0);
  }
  return written;
}

static bool write_additions(int file, const Manifest *manifest, char **environment) {
  bool written = true;
  for (; written && *environment != NULL; environment++) {
    if (is_addition(manifest, *environment)) written = write_line(file, "", *environment, strlen(*environment));
  }
  return written;
}

static int open_new(const char *path) { return open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600); }

bool hand_values_over(const Settings *settings, Attempt *attempt, char **environment) {
  const Manifest *manifest = &attempt->manifest;
  if (*manifest->properties != '\0') {
    int file = open_new(manifest->properties);
    bool written = file >= 0 && write_properties(file, settings->properties);
    if (file >= 0) close(file);
    if (!written)
      return refuse(attempt, "restore-failed", "%.200s cannot be written: %s", manifest->properties, strerror(errno));
  }
  if (*manifest->additions != '\0') {
    int file = open_new(manifest->additions);
    bool written = file >= 0 && write_additions(file, manifest, environment);
    if (file >= 0) close(file);
    if (!written)
      return refuse(attempt, "restore-failed", "%.200s cannot be written: %s", manifest->additions, strerror(errno));
  }
  return true;
}
