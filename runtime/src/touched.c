// What a process has used of a mapped file: the kernel gave it copies of the pages that it has written, and holds the
// pages of the file that somebody has read.
#include "system.h"
#include "text.h"
#include "touched.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
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

static void print(const char *what, Range range) {
  if (range.count == 0) return;
  printf("%s %llu %llu\n", what, (unsigned long long)range.first, (unsigned long long)range.count);
}

static void add(const char *what, Range *range, uint64_t page) {
  if (range->first + range->count != page) {
    print(what, *range);
    *range = (Range){.first = page};
  }
  range->count++;
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
      if (is_written(entries[i])) add("written", &range, page);
    }
  }
  print("written", range);
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

static bool print_written(pid_t process, const char *file) {
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
  return read;
}

static bool print_resident(const char *path) {
  struct stat found;
  int file = open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0 || fstat(file, &found) != 0) return false;
  size_t bytes = (size_t)found.st_size, pages = (bytes + PAGE - 1) / PAGE;
  void *area = mmap(NULL, bytes, PROT_READ, MAP_PRIVATE, file, 0);
  unsigned char *resident = calloc(pages, 1);
  bool known = area != MAP_FAILED && resident != NULL && mincore(area, bytes, resident) == 0;
  Range range = {0};
  for (uint64_t page = 0; known && page < pages; page++) {
    if ((resident[page] & 1) != 0) add("resident", &range, page);
  }
  print("resident", range);
  free(resident);
  close(file);
  return known;
}

int print_touched(pid_t process, const char *file) {
  if (!print_written(process, file)) return 1;
  if (print_resident(file)) return 0;
  say("%s: %s", file, strerror(errno));
  return 1;
}
