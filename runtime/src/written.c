// The pages of a mapped file that a process has written: the kernel gave it copies of them.
#include "system.h"
#include "text.h"
#include "written.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PAGE 4096
#define BATCH 512

// Bits of an entry of /proc/PID/pagemap (the kernel's pagemap.rst).
#define PRESENT (1ULL << 63)
#define SWAPPED (1ULL << 62)
#define OF_FILE (1ULL << 61)

typedef struct {
  uint64_t first, count;
} Range;

static void print(Range range) {
  if (range.count > 0) printf("%llu %llu\n", (unsigned long long)range.first, (unsigned long long)range.count);
}

static bool is_written(uint64_t entry) { return (entry & (PRESENT | SWAPPED)) != 0 && (entry & OF_FILE) == 0; }

static bool print_area(int pagemap, uint64_t page, uint64_t end) {
  uint64_t entries[BATCH];
  Range range = {0};
  while (page < end) {
    size_t wanted = end - page < BATCH ? end - page : BATCH;
    ssize_t length = pread(pagemap, entries, wanted * sizeof *entries, (off_t)(page * sizeof *entries));
    if (length < (ssize_t)sizeof *entries) return false;
    for (size_t i = 0; i < (size_t)length / sizeof *entries; i++, page++) {
      if (!is_written(entries[i])) continue;
      if (range.first + range.count != page) {
        print(range);
        range = (Range){.first = page};
      }
      range.count++;
    }
  }
  print(range);
  return true;
}

// A line of /proc/PID/maps: START-END MODE OFFSET DEVICE INODE PATH, the addresses in hexadecimal.
static bool maps_file(char *line, const char *file, uint64_t *start, uint64_t *end) {
  char *rest;
  line[strcspn(line, "\n")] = '\0';
  char *path = strchr(line, '/');
  if (path == NULL || !same(path, file)) return false;
  *start = strtoull(line, &rest, 16) / PAGE;
  *end = *rest == '-' ? strtoull(rest + 1, NULL, 16) / PAGE : *start;
  return true;
}

int print_written(pid_t process, const char *file) {
  char path[64], *line = NULL;
  size_t size = 0;
  snprintf(path, sizeof path, "/proc/%d/maps", (int)process);
  FILE *areas = fopen(path, "re");
  snprintf(path, sizeof path, "/proc/%d/pagemap", (int)process);
  int pagemap = open(path, O_RDONLY | O_CLOEXEC);
  bool read = areas != NULL && pagemap >= 0;
  while (read && getline(&line, &size, areas) > 0) {
    uint64_t start, end;
    if (maps_file(line, file, &start, &end)) read = print_area(pagemap, start, end);
  }
  if (!read) say("%s: %s", path, strerror(errno));
  free(line);
  if (areas != NULL) fclose(areas);
  if (pagemap >= 0) close(pagemap);
  return read ? 0 : 1;
}
