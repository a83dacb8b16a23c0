#include "groups.h"
#include "system.h"
#include "text.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

// A core image: two words of magic, the size of the message, and the message in protobuf.
#define HEADER 12
#define MOST_BYTES (1 << 20)

enum { VARINT = 0, FIXED64 = 1, BYTES = 2, FIXED32 = 5 };

// CoreEntry.thread_core, ThreadCoreEntry.creds, CredsEntry.groups.
static const uint64_t PATH[] = {5, 10, 14};

// Reads a number and moves on; false at the end of the text.
static bool take_number(const uint8_t **at, const uint8_t *end, uint64_t *number) {
  *number = 0;
  for (unsigned shift = 0; *at < end && shift < 64; shift += 7) {
    uint8_t byte = *(*at)++;
    *number |= (uint64_t)(byte & 0x7f) << shift;
    if (byte < 0x80) return true;
  }
  return false;
}

static uint8_t *put_number(uint8_t *to, uint64_t number) {
  for (; number >= 0x80; number >>= 7) *to++ = (uint8_t)(number | 0x80);
  *to++ = (uint8_t)number;
  return to;
}

// Moves past a value, of which `content` bytes are its end; false when it is none.
static bool skip_value(unsigned type, const uint8_t **at, const uint8_t *end, uint64_t *content) {
  uint64_t number;
  if (type == VARINT) return take_number(at, end, &number);
  if (type == FIXED64)
    *content = 8;
  else if (type == FIXED32)
    *content = 4;
  else if (type != BYTES || !take_number(at, end, content))
    return false;
  if (*content > (uint64_t)(end - *at)) return false;
  *at += *content;
  return true;
}

// Copies a message without the field at the end of the path, which makes it shorter. Returns the end, or NULL when this
// is no such message.
static uint8_t *copy_without(const uint64_t *path, size_t left, const uint8_t *from, const uint8_t *end, uint8_t *to) {
  while (from < end) {
    const uint8_t *field = from;
    uint64_t tag, content = 0;
    if (!take_number(&from, end, &tag) || !skip_value(tag & 7, &from, end, &content)) return NULL;
    bool on_path = tag >> 3 == path[0];
    if (on_path && left == 1) continue;
    if (on_path && (tag & 7) == BYTES) {
      static uint8_t parts[COUNT(PATH)][MOST_BYTES];
      uint8_t *part = parts[left - 1], *part_end = copy_without(path + 1, left - 1, from - content, from, part);
      if (part_end == NULL) return NULL;
      to = put_number(put_number(to, tag), (uint64_t)(part_end - part));
      memcpy(to, part, (size_t)(part_end - part));
      to += part_end - part;
    } else {
      memcpy(to, field, (size_t)(from - field));
      to += from - field;
    }
  }
  return to;
}

static bool forget_in(const char *path) {
  static uint8_t image[MOST_BYTES], shorter[MOST_BYTES];
  int file = open(path, O_RDWR | O_CLOEXEC);
  if (file < 0) return false;
  ssize_t bytes = pread(file, image, sizeof image, 0);
  uint32_t size = 0;
  if (bytes > HEADER) memcpy(&size, image + HEADER - sizeof size, sizeof size);
  uint8_t *end = NULL;
  if (bytes == HEADER + (ssize_t)size) {
    end = copy_without(PATH, COUNT(PATH), image + HEADER, image + bytes, shorter + HEADER);
  }
  bool done = end != NULL;
  if (done) {
    size = (uint32_t)(end - shorter - HEADER);
    memcpy(shorter, image, HEADER - sizeof size);
    memcpy(shorter + HEADER - sizeof size, &size, sizeof size);
    done = pwrite(file, shorter, (size_t)(end - shorter), 0) == end - shorter && ftruncate(file, end - shorter) == 0;
  }
  close(file);
  return done;
}

void forget_groups(const char *folder) {
  DIR *images = opendir(folder);
  if (images == NULL) return;
  char path[PATH_MAX];
  for (struct dirent *entry; (entry = readdir(images)) != NULL;) {
    if (!starts_with(entry->d_name, "core-") || join(path, sizeof path, folder, entry->d_name) == NULL) continue;
    if (!forget_in(path)) say("%s is no image of CRIU that is known here", path);
  }
  closedir(images);
}
