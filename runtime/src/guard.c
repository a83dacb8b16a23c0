#include "guard.h"
#include "files.h"
#include "system.h"
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

static const char *guard_file(const Settings *settings, const char *name, char *path) {
  return *settings->guard == '\0' ? NULL : join(path, PATH_MAX, settings->guard, name);
}

static bool exists(const Settings *settings, const char *name) {
  char path[PATH_MAX];
  return guard_file(settings, name, path) != NULL && access(path, F_OK) == 0;
}

static bool make(const Settings *settings, const char *name) {
  char path[PATH_MAX];
  if (guard_file(settings, name, path) == NULL) return true;
  int file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
  if (file < 0 && errno != EEXIST) say("the crash-loop guard cannot write %s: %s", path, strerror(errno));
  if (file < 0) return false;
  close(file);
  return true;
}

// Only the first attempt makes the file. One that is there already is an earlier container's.
void mark_attempt(const Settings *settings, Attempt *attempt) {
  if (!exists(settings, "attempt")) attempt->marked = make(settings, "attempt");
}

bool check_guard(const Settings *settings, Attempt *attempt) {
  if (!attempt->marked && exists(settings, "attempt")) {
    return refuse(attempt, "previous-attempt",
                  "the restore of an earlier container of this pod failed or its service crashed");
  }
  // Without the mark the next container would not know of a crash.
  if (!attempt->marked) {
    return refuse(attempt, "guard", "nothing can be written to %.200s, so a crash could be restored again",
                  settings->guard);
  }
  if (!started_before(settings)) return true;
  const char *path = captured_on_volume(&attempt->manifest);
  if (path == NULL) return true;
  return refuse(attempt, "restarted", "an earlier container of this pod has used the volume of %.200s", path);
}

void clear_attempt(const Settings *settings) {
  char path[PATH_MAX];
  if (guard_file(settings, "attempt", path) != NULL) unlink(path);
}

bool started_before(const Settings *settings) { return exists(settings, "started"); }

void mark_started(const Settings *settings) { make(settings, "started"); }

void publish_start(const Settings *settings, const char *line) {
  char path[PATH_MAX];
  if (guard_file(settings, "start.json", path) != NULL) write_file(path, line);
}
