#include "trees.h"
#include "mounts.h"
#include "system.h"
#include "text.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

#define AT_ONCE ((size_t)1 << 30)
#define DEEPEST 128

typedef bool Entry(int folder, const char *name, void *context);

// Calls `visit` for each entry but `.` and `..`; false when one returned false. Closes `folder`.
static bool each_entry(int folder, Entry *visit, void *context) {
  DIR *open = fdopendir(folder);
  if (open == NULL) {
    close(folder);
    return false;
  }
  bool all = true;
  for (struct dirent *entry; (entry = readdir(open)) != NULL;) {
    if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0) {
      all = visit(dirfd(open), entry->d_name, context) && all;
    }
  }
  int error = errno;
  closedir(open);
  errno = error;
  return all;
}

typedef struct {
  const char *mounts;
  int depth;
} Removal;

static bool remove_entry(int folder, const char *name, void *context) {
  Removal *removal = context;
  if (unlinkat(folder, name, 0) == 0 || errno == ENOENT) return true;
  if (errno != EISDIR && errno != EPERM) return false;
  int inner = openat(folder, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (inner < 0) return false;
  if (!is_own(inner, removal->mounts) || removal->depth >= DEEPEST) {
    close(inner);
    errno = EBUSY;
    return false;
  }
  removal->depth++;
  bool emptied = each_entry(inner, remove_entry, removal);
  removal->depth--;
  return emptied && unlinkat(folder, name, AT_REMOVEDIR) == 0;
}

bool remove_tree(const char *path, const char *mounts) {
  const char *name;
  int parent = open_parent(path, &name);
  if (parent < 0) return errno == ENOENT || errno == ENOTDIR;
  Removal removal = {.mounts = mounts};
  bool removed = !is_own(parent, mounts) || remove_entry(parent, name, &removal);
  int error = errno;
  close(parent);
  errno = error;
  return removed;
}

static bool copy_bytes(int from, int to) {
  ssize_t sent;
  while ((sent = sendfile(to, from, NULL, AT_ONCE)) > 0) {
  }
  return sent == 0;
}

static bool copy_at(int from_folder, const char *from_name, int to_folder, const char *to_name, mode_t mode) {
  int from = openat(from_folder, from_name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
  if (from < 0) return false;
  // What is there may be open somewhere: it is replaced, or written to where its folder does not allow that.
  unlinkat(to_folder, to_name, 0);
  int to = openat(to_folder, to_name, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
  bool copied = to >= 0 && copy_bytes(from, to) && fchmod(to, mode) == 0;
  int error = errno;
  if (to >= 0) close(to);
  close(from);
  errno = error;
  return copied;
}

bool copy_file(const char *from, const char *to, mode_t mode) { return copy_at(AT_FDCWD, from, AT_FDCWD, to, mode); }

// Files with several names that were copied; of more than these, each name gets a copy.
static struct {
  dev_t device;
  ino_t inode;
  int copy;
} several[64];
static size_t several_count;

// Gives the copy of a file another name; false when no other name of it was copied.
static bool name_copy(const struct stat *file, int folder, const char *name) {
  for (size_t i = 0; i < several_count; i++) {
    if (several[i].device != file->st_dev || several[i].inode != file->st_ino) continue;
    char copy[32];
    snprintf(copy, sizeof copy, "/proc/self/fd/%d", several[i].copy);
    unlinkat(folder, name, 0);
    return linkat(AT_FDCWD, copy, folder, name, AT_SYMLINK_FOLLOW) == 0;
  }
  return false;
}

static bool copy_regular(int from, int to, const char *name, const struct stat *file) {
  if (file->st_nlink > 1 && name_copy(file, to, name)) return true;
  if (!copy_at(from, name, to, name, file->st_mode & 07777)) return false;
  if (file->st_nlink == 1 || several_count == COUNT(several)) return true;
  int copy = openat(to, name, O_PATH | O_NOFOLLOW | O_CLOEXEC);
  if (copy < 0) return true;
  several[several_count].device = file->st_dev;
  several[several_count].inode = file->st_ino;
  several[several_count++].copy = copy;
  return true;
}

typedef struct {
  int to;
  const char *path;
} Copy;

static bool copy_link(int from, int to, const char *name) {
  char target[PATH_MAX];
  ssize_t length = readlinkat(from, name, target, sizeof target - 1);
  if (length < 0) return false;
  target[length] = '\0';
  unlinkat(to, name, 0);
  return symlinkat(target, to, name) == 0;
}

static bool copy_folder(int from, int to, const char *name, mode_t mode, const char *path) {
  if (mkdirat(to, name, 0700) != 0 && errno != EEXIST) return false;
  int inner_from = openat(from, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  int inner_to = openat(to, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  bool opened = inner_from >= 0 && inner_to >= 0;
  char inner_path[PATH_MAX];
  if (opened && join(inner_path, sizeof inner_path, path, name) != NULL)
    copy_contents(inner_from, inner_to, inner_path);
  bool done = opened && fchmod(inner_to, mode) == 0;
  int error = errno;
  if (inner_from >= 0) close(inner_from);
  if (inner_to >= 0) close(inner_to);
  errno = error;
  return done;
}

static bool copy_entry(int from, const char *name, void *context) {
  Copy *copy = context;
  struct stat found;
  bool copied = fstatat(from, name, &found, AT_SYMLINK_NOFOLLOW) == 0;
  mode_t mode = found.st_mode & 07777;
  if (copied) {
    switch (found.st_mode & S_IFMT) {
      case S_IFREG: copied = copy_regular(from, copy->to, name, &found); break;
      case S_IFLNK: copied = copy_link(from, copy->to, name); break;
      case S_IFDIR: copied = copy_folder(from, copy->to, name, mode, copy->path); break;
      case S_IFIFO: copied = mkfifoat(copy->to, name, mode) == 0 || errno == EEXIST; break;
      default: break; // sockets and devices belong to the running service
    }
  }
  if (!copied) say("%s/%s could not be copied: %s", copy->path, name, strerror(errno));
  return true;
}

void copy_contents(int from, int to, const char *path) {
  Copy copy = {.to = to, .path = path};
  int listed = openat(from, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (listed < 0)
    say("%s cannot be read: %s", path, strerror(errno));
  else
    each_entry(listed, copy_entry, &copy);
}
