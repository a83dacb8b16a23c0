#include "system.h"
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

// Only the address space is taken at once; memory is used when it is written.
#define SHARED_BYTES ((size_t)256 << 20)

static uint64_t microseconds(clockid_t clock) {
  struct timespec time;
  clock_gettime(clock, &time);
  return (uint64_t)time.tv_sec * 1000000 + (uint64_t)time.tv_nsec / 1000;
}

uint64_t now(void) { return microseconds(CLOCK_BOOTTIME); }

uint64_t ticks(void) { return microseconds(CLOCK_MONOTONIC); }

int until(uint64_t deadline) {
  uint64_t at = ticks();
  if (deadline <= at) return 0;
  uint64_t left = (deadline - at + 999) / 1000;
  return left > INT_MAX ? INT_MAX : (int)left;
}

void say(const char *format, ...) {
  char line[4096] = "eks-crac: ";
  size_t begin = strlen(line);
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(line + begin, sizeof line - begin - 1, format, arguments);
  va_end(arguments);
  for (char *c = line; *c != '\0'; c++) {
    if (*c == '\n' || *c == '\r') *c = ' ';
  }
  strcat(line, "\n");
  write_all(STDERR_FILENO, line, strlen(line));
}

void *shared(size_t bytes) {
  static char *memory, *end;
  if (memory == NULL) {
    void *mapped = mmap(NULL, SHARED_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (mapped == MAP_FAILED) return NULL;
    memory = mapped;
    end = memory + SHARED_BYTES;
  }
  if (bytes > SHARED_BYTES) return NULL;
  bytes = (bytes + 15) & ~(size_t)15;
  if (bytes > (size_t)(end - memory)) return NULL;
  void *block = memory;
  memory += bytes;
  return block;
}

char *read_file(const char *path, size_t most, size_t *bytes) {
  int file = open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0) return NULL;
  off_t size = lseek(file, 0, SEEK_END);
  char *data = NULL;
  *bytes = 0;
  if (size > (off_t)most) {
    errno = EFBIG;
  } else if (size >= 0 && lseek(file, 0, SEEK_SET) == 0 && (data = shared((size_t)size + 1)) != NULL) {
    ssize_t got;
    while (*bytes < (size_t)size && (got = read(file, data + *bytes, (size_t)size - *bytes)) != 0) {
      if (got > 0)
        *bytes += (size_t)got;
      else if (errno != EINTR) {
        data = NULL;
        break;
      }
    }
  }
  int error = errno;
  close(file);
  errno = error;
  return data;
}

ssize_t read_beginning(const char *path, char *buffer, size_t size) {
  int file = open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0) return -1;
  size_t bytes = 0;
  ssize_t got;
  while (bytes + 1 < size && (got = read(file, buffer + bytes, size - 1 - bytes)) != 0) {
    if (got > 0)
      bytes += (size_t)got;
    else if (errno != EINTR)
      break;
  }
  close(file);
  buffer[bytes] = '\0';
  return (ssize_t)bytes;
}

bool write_all(int descriptor, const char *data, size_t bytes) {
  while (bytes > 0) {
    ssize_t written = write(descriptor, data, bytes);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    data += written;
    bytes -= (size_t)written;
  }
  return true;
}

bool write_file(const char *path, const char *text) {
  char temporary[PATH_MAX];
  int length = snprintf(temporary, sizeof temporary, "%s.%d", path, (int)getpid());
  if (length < 0 || (size_t)length >= sizeof temporary) return false;
  int file = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (file < 0) return false;
  bool written = write_all(file, text, strlen(text));
  close(file);
  if (written && rename(temporary, path) == 0) return true;
  unlink(temporary);
  return false;
}

const char *join(char *buffer, size_t size, const char *folder, const char *name) {
  int length = snprintf(buffer, size, "%s/%s", folder, name);
  return length < 0 || (size_t)length >= size ? NULL : buffer;
}
