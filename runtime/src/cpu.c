#include "cpu.h"
#include "system.h"
#include "text.h"
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

// The first processor's flags; on a large node the rest of the file takes the kernel milliseconds.
static const char *cpu_flags(const Settings *settings) {
  static char text[16384];
  char path[PATH_MAX];
  int file = open(join(path, sizeof path, settings->proc, "cpuinfo"), O_RDONLY | O_CLOEXEC);
  size_t bytes = 0;
  const char *line = NULL;
  for (ssize_t got = 1; file >= 0 && got > 0 && bytes + 1 < sizeof text;) {
    got = pread(file, text + bytes, sizeof text - 1 - bytes, (off_t)bytes);
    if (got <= 0) break;
    bytes += (size_t)got;
    text[bytes] = '\0';
    line = strstr(text, "\nflags");
    if (line == NULL) line = strstr(text, "\nFeatures");
    if (line != NULL && strchr(line + 1, '\n') != NULL) break;
  }
  if (file >= 0) close(file);
  const char *colon = line == NULL ? NULL : strchr(line, ':');
  if (colon == NULL) return "";
  text[strcspn(colon, "\n") + (size_t)(colon - text)] = '\0';
  return colon + 1 + strspn(colon + 1, " ");
}

bool lacks_flag(const Settings *settings, const char *needed, char *flag, size_t size) {
  if (*needed == '\0') return false;
  const char *flags = cpu_flags(settings);
  if (same(flags, needed)) return false;
  while (next_word(&needed, " ", flag, size)) {
    if (!has_word(flags, flag)) return true;
  }
  return false;
}
