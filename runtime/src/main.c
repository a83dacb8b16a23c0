#include "programs.h"
#include "system.h"
#include "text.h"
#include <string.h>

static const struct {
  const char *name;
  int (*run)(int count, char **arguments);
} PROGRAMS[] = {
    {"start", start}, {"capture", capture}, {"capture-jvm", capture_jvm}, {"capture-bare", capture_bare},
    {"seed", seed},   {"tool", tool},
};

int main(int count, char **arguments) {
  const char *slash = count > 0 ? strrchr(arguments[0], '/') : NULL;
  const char *name = slash != NULL ? slash + 1 : count > 0 ? arguments[0] : "";
  for (size_t i = 0; i < COUNT(PROGRAMS); i++) {
    if (same(name, PROGRAMS[i].name)) return PROGRAMS[i].run(count, arguments);
  }
  say("no program %s; there are start, capture, capture-jvm, capture-bare, seed and tool", name);
  return 127;
}
