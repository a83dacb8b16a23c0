#include "memory.h"
#include "system.h"
#include "text.h"
#include <fcntl.h>
#include <limits.h>
#include <linux/magic.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

// Linux reads at least so much at once, unless a node's disks are set otherwise (read_ahead_kb).
#define WINDOW ((off_t)128 << 10)

bool is_remote(int file) {
  struct statfs found;
  return fstatfs(file, &found) == 0 && (found.f_type == NFS_SUPER_MAGIC || found.f_type == FUSE_SUPER_MAGIC);
}

bool can_hold_code(int file) {
  // All at once, as CRIU maps it: no later change of the protection asks for more.
  void *code = mmap(NULL, 1, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE, file, 0);
  return code != MAP_FAILED && munmap(code, 1) == 0;
}

// Of a longer request the kernel reads the beginning alone (mm/readahead.c, `force_page_cache_ra`).
static void advise(int file, off_t offset, off_t bytes) {
  for (off_t at = 0; at < bytes; at += WINDOW) {
    off_t rest = bytes - at;
    posix_fadvise(file, offset + at, rest < WINDOW ? rest : WINDOW, POSIX_FADV_WILLNEED);
  }
}

static void read_pages_ahead(const char *checkpoint, const char *name) {
  char path[PATH_MAX];
  int file = join(path, sizeof path, checkpoint, name) == NULL ? -1 : open(path, O_RDONLY | O_CLOEXEC);
  struct stat found;
  if (file < 0) return;
  if (fstat(file, &found) == 0) advise(file, 0, found.st_size);
  close(file);
}

void read_ahead(int file, const char *checkpoint, const Manifest *manifest) {
  for (size_t i = 0; i < manifest->files.count; i++) {
    const char *name = strchr(manifest->files.at[i], ' ');
    if (name != NULL && starts_with(name + 1, "pages-")) read_pages_ahead(checkpoint, name + 1);
  }
  for (size_t i = 0; file >= 0 && i < manifest->ahead.count; i++) {
    char *rest;
    off_t offset = strtoll(manifest->ahead.at[i], &rest, 10);
    advise(file, offset, strtoll(rest, NULL, 10));
  }
}

void forget(int file) {
  syncfs(file); // what is not on the disk cannot be dropped
  posix_fadvise(file, 0, 0, POSIX_FADV_DONTNEED);
}

static bool copy(int from, int to) {
  struct stat found;
  if (fstat(from, &found) != 0) return false;
  for (off_t at = 0; at < found.st_size;) {
    if (sendfile(to, from, &at, (size_t)(found.st_size - at)) <= 0) return false;
  }
  return true;
}

int copy_to_memory(int file) {
  char path[64];
  int writable = memfd_create("memory.img", MFD_CLOEXEC);
  if (writable < 0 || !copy(file, writable)) {
    if (writable >= 0) close(writable);
    return -1;
  }
  snprintf(path, sizeof path, "/proc/self/fd/%d", writable);
  int readable = open(path, O_RDONLY | O_CLOEXEC);
  close(writable);
  return readable;
}

bool give_descriptor(int file, int number) {
  if (file == number) return fcntl(file, F_SETFD, 0) == 0;
  return file >= 0 && dup2(file, number) >= 0;
}

// The file that memory is mapped from has another path in a store than in the image. A mapping of a file on a network
// would be read page by page for as long as the service runs, and a failure there would end it: memory gets a copy. So
// it does where code cannot be mapped from the file.
bool give_memory(const Settings *settings, const Manifest *manifest) {
  char path[PATH_MAX];
  if (join(path, sizeof path, settings->checkpoint, "memory.img") == NULL) return false;
  int file = open(path, O_RDONLY | O_CLOEXEC);
  if (file >= 0 && (is_remote(file) || !can_hold_code(file))) {
    int copy = copy_to_memory(file);
    close(file);
    file = copy;
  }
  if (settings->trial) forget(file);
  read_ahead(file, settings->checkpoint, manifest);
  return give_descriptor(file, MEMORY);
}
