#include "memory.h"
#include <fcntl.h>
#include <linux/magic.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

bool is_remote(int file) {
  struct statfs found;
  return fstatfs(file, &found) == 0 && (found.f_type == NFS_SUPER_MAGIC || found.f_type == FUSE_SUPER_MAGIC);
}

bool can_hold_code(int file) {
  // All at once, as CRIU maps it: no later change of the protection asks for more.
  void *code = mmap(NULL, 1, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE, file, 0);
  return code != MAP_FAILED && munmap(code, 1) == 0;
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
