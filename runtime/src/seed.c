// An init container that fills volumes with what the image has at their places: seed FROM TO [FROM TO…].
// Modes are kept, because CRIU compares them. An incomplete copy leads to a cold start; an init container that failed
// would keep the pod from starting at all.
#include "programs.h"
#include "system.h"
#include "trees.h"
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void seed_one(const char *from, const char *to) {
  int source = open(from, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  int target = open(to, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (source < 0 && errno != ENOENT && errno != ENOTDIR) say("%s cannot be read: %s", from, strerror(errno));
  if (source >= 0 && target < 0) say("%s cannot be opened: %s", to, strerror(errno));
  if (source >= 0 && target >= 0) copy_contents(source, target, from);
  if (source >= 0) close(source);
  if (target >= 0) close(target);
}

int seed(int count, char **arguments) {
  umask(0);
  for (int i = 1; i + 1 < count; i += 2) seed_one(arguments[i], arguments[i + 1]);
  return 0;
}
