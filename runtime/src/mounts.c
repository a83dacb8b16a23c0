#include "mounts.h"
#include "text.h"
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/stat.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

typedef struct {
  uint64_t mount; // 0 before Linux 5.8
  uint32_t major, minor;
} Place;

static bool find_place(int folder, const char *path, int flags, Place *place) {
  struct statx found = {0};
  if (syscall(SYS_statx, folder, path, flags | AT_NO_AUTOMOUNT, STATX_BASIC_STATS | STATX_MNT_ID, &found) != 0)
    return false;
  uint64_t mount = (found.stx_mask & STATX_MNT_ID) != 0 ? found.stx_mnt_id : 0;
  *place = (Place){.mount = mount, .major = found.stx_dev_major, .minor = found.stx_dev_minor};
  return true;
}

// Where the mount is known it decides: a file on overlayfs may show the device of a layer.
static bool same_place(const Place *a, const Place *b) {
  if (a->mount != 0 || b->mount != 0) return a->mount == b->mount;
  return a->major == b->major && a->minor == b->minor;
}

int open_parent(const char *path, const char **name) {
  char folder[PATH_MAX];
  const char *slash = strrchr(path, '/');
  if (slash == NULL || slash[1] == '\0' || slash - path >= PATH_MAX) {
    errno = EINVAL;
    return -1;
  }
  *name = slash + 1;
  size_t length = slash == path ? 1 : (size_t)(slash - path);
  memcpy(folder, path, length);
  folder[length] = '\0';
  return open(folder, O_PATH | O_DIRECTORY | O_CLOEXEC);
}

bool is_own(int descriptor, const char *mounts) {
  Place place, other;
  if (!find_place(descriptor, "", AT_EMPTY_PATH, &place)) return false;
  if (find_place(AT_FDCWD, "/", 0, &other) && same_place(&place, &other)) return true;
  char path[PATH_MAX];
  while (next_word(&mounts, ":", path, sizeof path)) {
    if (find_place(AT_FDCWD, path, 0, &other) && same_place(&place, &other)) return true;
  }
  return false;
}
