#include "settings.h"
#include "system.h"
#include "text.h"
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SHOWN 60
#define HOUR_MS 3600000
#define DAY_SECONDS 86400

static const char *variable(const char *name) {
  const char *value = getenv(name);
  return value == NULL ? "" : value;
}

static void reject(const char *name, const char *value, const char *wanted, const char *instead) {
  char shown[SHOWN + 4] = "";
  append(shown, sizeof shown, "%.*s%s", SHOWN, value, strlen(value) > SHOWN ? "…" : "");
  say("%s=%s is not %s; using %s", name, shown, wanted, instead);
}

static uint64_t number(const char *name, uint64_t least, uint64_t most, uint64_t otherwise) {
  const char *value = variable(name);
  uint64_t given;
  if (*value == '\0') return otherwise;
  if (parse_number(value, most, &given) && given >= least) return given;
  char wanted[80], instead[40];
  snprintf(wanted, sizeof wanted, "a whole number from %llu to %llu", (unsigned long long)least,
           (unsigned long long)most);
  snprintf(instead, sizeof instead, "%llu", (unsigned long long)otherwise);
  reject(name, value, wanted, otherwise == 0 ? "the manifest's" : instead);
  return otherwise;
}

static const char *folder(const char *name, const char *otherwise) {
  const char *value = variable(name);
  if (*value == '\0') return otherwise;
  // Room for the names of the files below it.
  if (*value == '/' && strlen(value) < PATH_MAX / 2) return value;
  reject(name, value, "an absolute path", *otherwise == '\0' ? "none" : otherwise);
  return otherwise;
}

static const char *mode(void) {
  const char *value = variable("EKS_CRAC_MODE");
  if (*value == '\0' || same(value, "cold") || same(value, "trial")) return value;
  reject("EKS_CRAC_MODE", value, "cold", "a restore");
  return "";
}

static const char *default_checkpoint(const char *home, const char *store) {
  static char path[PATH_MAX];
  if (*store != '\0') return join(path, sizeof path, store, "opt/eks-crac/checkpoint");
  return join(path, sizeof path, home, "checkpoint");
}

Settings read_settings(void) {
  const char *home = folder("EKS_CRAC_HOME", "/opt/eks-crac");
  const char *store = folder("EKS_CRAC_STORE", "");
  return (Settings){
      .home = home,
      .store = store,
      .checkpoint = folder("EKS_CRAC_CHECKPOINT", default_checkpoint(home, store)),
      .guard = folder("EKS_CRAC_GUARD", ""),
      .seeded = variable("EKS_CRAC_SEEDED"),
      .proc = folder("EKS_CRAC_PROC", "/proc"),
      .run = variable("EKS_CRAC_RUN"),
      .release = variable("EKS_CRAC_RELEASE"),
      .properties = variable("EKS_CRAC_JAVA_PROPERTIES"),
      .cold = same(mode(), "cold"),
      .trial = same(variable("EKS_CRAC_MODE"), "trial"),
      .deadline_ms = number("EKS_CRAC_DEADLINE_MS", 1, HOUR_MS, 3000),
      .guard_seconds = number("EKS_CRAC_GUARD_SECONDS", 1, DAY_SECONDS, 60),
      .listen_seconds = number("EKS_CRAC_LISTEN_SECONDS", 1, DAY_SECONDS, 600),
      .port = number("EKS_CRAC_PORT", 1, 65535, 0),
  };
}
