#include "checks.h"
#include "cpu.h"
#include "guard.h"
#include "kernel.h"
#include "system.h"
#include "text.h"
#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

// The newest schema of the manifest that this program knows.
#define SCHEMA 1
#define LAST_PID 4194304

bool refuse(Attempt *attempt, const char *reason, const char *format, ...) {
  snprintf(attempt->reason, sizeof attempt->reason, "%s", reason);
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(attempt->detail, sizeof attempt->detail, format, arguments);
  va_end(arguments);
  return false;
}

static const struct {
  const char *engine;
  Restorer restorer;
} RESTORERS[] = {{"criu", BY_CRIU}, {"warp", BY_JVM}, {"crac", BY_JVM}, {"openj9", BY_CRIU}};

static Restorer restorer_of(const char *engine) {
  for (size_t i = 0; i < COUNT(RESTORERS); i++) {
    if (same(engine, RESTORERS[i].engine)) return RESTORERS[i].restorer;
  }
  return BY_NONE;
}

static bool check_manifest(const Settings *settings, Attempt *attempt) {
  Manifest *manifest = &attempt->manifest;
  const char *fault = read_manifest(settings->checkpoint, manifest);
  uint64_t schema;
  if (fault != NULL && errno == ENOENT) {
    return refuse(attempt, "no-checkpoint", "%s has no manifest", settings->checkpoint);
  }
  if (fault != NULL) return refuse(attempt, "manifest", "the manifest in %s: %s", settings->checkpoint, fault);
  attempt->readable = true;
  if (attempt->port == 0) parse_number(manifest->port, 65535, &attempt->port);
  attempt->restorer = restorer_of(manifest->engine);
  if (settings->cold) return refuse(attempt, "disabled", "EKS_CRAC_MODE is cold");
  if (!parse_number(manifest->schema, UINT32_MAX, &schema)) {
    return refuse(attempt, "manifest", "schema=%.40s is not a number", manifest->schema);
  }
  if (schema <= SCHEMA) return true;
  return refuse(attempt, "schema", "the manifest has schema %llu, and this program knows %d",
                (unsigned long long)schema, SCHEMA);
}

static bool check_engine(Attempt *attempt) {
  const Manifest *manifest = &attempt->manifest;
  switch (attempt->restorer) {
    case BY_CRIU:
      if (parse_number(manifest->service, LAST_PID, &attempt->service) && attempt->service > 1) return true;
      return refuse(attempt, "manifest", "service=%.40s is not a process id", manifest->service);
    case BY_JVM:
      if (*manifest->java == '/') return true;
      return refuse(attempt, "manifest", "java=%.200s is not an absolute path", manifest->java);
    case BY_NONE: break;
  }
  return refuse(attempt, "engine", "engine %.40s is not known", manifest->engine);
}

static bool check_run(const Settings *settings, Attempt *attempt) {
  const char *run = attempt->manifest.run;
  if (same(run, settings->run)) return true;
  return refuse(attempt, "run", "the checkpoint is of run %.80s, and the image of %.80s", run, settings->run);
}

static bool check_clock(Attempt *attempt) {
  const char *clock = attempt->manifest.clock;
  uint64_t captured = 0;
  if (*clock != '\0' && !parse_hundredths(clock, &captured)) {
    return refuse(attempt, "manifest", "clock=%.40s is not a number of seconds", clock);
  }
  uint64_t here = now() / 10000;
  if (here >= captured) return true;
  return refuse(attempt, "clock", "this node has been up for %llu s, and the captured service for %llu s",
                (unsigned long long)(here / 100), (unsigned long long)(captured / 100));
}

static bool check_cpu(const Settings *settings, Attempt *attempt) {
  char flag[64];
  if (!lacks_flag(settings, attempt->manifest.cpu, flag, sizeof flag)) return true;
  return refuse(attempt, "cpu", "this CPU has no %s", flag);
}

static bool check_kernel(const Settings *settings, Attempt *attempt) {
  char detail[200];
  if (kernel_has(attempt->manifest.needs, settings->proc, detail, sizeof detail)) return true;
  return refuse(attempt, "kernel", "%s; it was captured on Linux %.60s", detail, attempt->manifest.kernel);
}

static const struct {
  const char *name;
  unsigned bit;
} CAPABILITIES[] = {
    {"SETPCAP", 8}, {"NET_ADMIN", 12}, {"SYS_PTRACE", 19}, {"SYS_ADMIN", 21}, {"CHECKPOINT_RESTORE", 40},
};

static bool bounding_has(uint64_t bounding, const char *name) {
  for (size_t i = 0; i < COUNT(CAPABILITIES); i++) {
    if (same(name, CAPABILITIES[i].name)) return bounding >> CAPABILITIES[i].bit & 1;
  }
  return false;
}

static uint64_t status_number(const char *status, const char *key, int base) {
  const char *line = strstr(status, key);
  return line == NULL ? 0 : strtoull(line + strlen(key), NULL, base);
}

// Without a capability CRIU does not fail, it hangs.
static bool check_capabilities(const Settings *settings, Attempt *attempt) {
  const char *needed = attempt->manifest.capabilities;
  if (*needed == '\0') return true;
  char path[PATH_MAX], status[16384]; // with all groups of the user
  if (join(path, sizeof path, settings->proc, "self/status") == NULL ||
      read_beginning(path, status, sizeof status) < 0) {
    return refuse(attempt, "capabilities", "%s/self/status cannot be read", settings->proc);
  }
  uint64_t bounding = status_number(status, "\nCapBnd:", 16);
  char name[64];
  while (next_word(&needed, " ", name, sizeof name)) {
    if (!bounding_has(bounding, name)) return refuse(attempt, "capabilities", "the container has no CAP_%s", name);
  }
  // A user that is not root gets them from criu's file capabilities, which no_new_privs turns off.
  if (status_number(status, "\nUid:", 10) == 0 || status_number(status, "\nNoNewPrivs:", 10) == 0) return true;
  return refuse(attempt, "no-new-privileges", "the user is not root, and allowPrivilegeEscalation is false");
}

static bool check_file(const char *folder, const char *line, Attempt *attempt) {
  char *name;
  unsigned long long bytes = strtoull(line, &name, 10);
  char path[PATH_MAX];
  struct stat found;
  if (name == line || *name++ != ' ' || join(path, sizeof path, folder, name) == NULL) {
    return refuse(attempt, "manifest", "file=%.200s is not a size and a name", line);
  }
  if (stat(path, &found) != 0) return refuse(attempt, "files", "%.200s: %s", name, strerror(errno));
  if (S_ISREG(found.st_mode) && (unsigned long long)found.st_size == bytes) return true;
  return refuse(attempt, "files", "%.200s has %lld bytes instead of %llu", name, (long long)found.st_size, bytes);
}

static bool check_files(const Settings *settings, Attempt *attempt) {
  const Lines *files = &attempt->manifest.files;
  for (size_t i = 0; i < files->count; i++) {
    if (!check_file(settings->checkpoint, files->at[i], attempt)) return false;
  }
  return true;
}

bool restorable(const Settings *settings, Attempt *attempt) {
  return check_manifest(settings, attempt) && check_engine(attempt) && check_guard(settings, attempt) &&
         check_run(settings, attempt) && check_clock(attempt) && check_cpu(settings, attempt) &&
         check_kernel(settings, attempt) && check_capabilities(settings, attempt) && check_files(settings, attempt);
}
