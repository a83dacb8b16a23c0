#include "manifest.h"
#include "system.h"
#include "text.h"
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#define MOST_BYTES ((size_t)64 << 20)
#define FIELD(name) offsetof(Manifest, name)

static const struct {
  const char *key;
  size_t field;
} SINGLE[] =
    {
        {"schema", FIELD(schema)}, {"engine", FIELD(engine)}, {"run", FIELD(run)},
        {"cpu", FIELD(cpu)},       {"clock", FIELD(clock)},   {"capabilities", FIELD(capabilities)},
        {"agent", FIELD(agent)},   {"java", FIELD(java)},     {"service", FIELD(service)},
        {"port", FIELD(port)},     {"needs", FIELD(needs)},   {"kernel", FIELD(kernel)},
        {"properties", FIELD(properties)}, {"additions", FIELD(additions)},
    },
  LIST[] = {
      {"variable", FIELD(variables)},
      {"option", FIELD(options)},
      {"restore", FIELD(restore)},
      {"ahead", FIELD(ahead)},
      {"folder", FIELD(folders)},
      {"added", FIELD(added)},
      {"changed", FIELD(changed)},
      {"link", FIELD(links)},
      {"name", FIELD(names)},
      {"removed", FIELD(removed)},
      {"original", FIELD(originals)},
      {"originalFolder", FIELD(original_folders)},
      {"originalLink", FIELD(original_links)},
      {"file", FIELD(files)},
  };

static const char **single(Manifest *manifest, size_t field) { return (const char **)((char *)manifest + field); }

static Lines *list(Manifest *manifest, size_t field) { return (Lines *)((char *)manifest + field); }

// Unknown keys are for other readers, or of a later version with the same schema.
static void count(Manifest *manifest, const char *key) {
  for (size_t i = 0; i < COUNT(LIST); i++) {
    if (same(key, LIST[i].key)) list(manifest, LIST[i].field)->count++;
  }
}

static void note(Manifest *manifest, const char *key, const char *value) {
  for (size_t i = 0; i < COUNT(SINGLE); i++) {
    if (same(key, SINGLE[i].key)) *single(manifest, SINGLE[i].field) = value;
  }
  for (size_t i = 0; i < COUNT(LIST); i++) {
    Lines *lines = list(manifest, LIST[i].field);
    if (same(key, LIST[i].key)) lines->at[lines->count++] = value;
  }
}

// Cuts the text into lines of key and value, both ended by a NUL; false when a line has no key or no `=`.
static bool cut(char *text, size_t bytes) {
  char *const all = text + bytes;
  for (char *line = text; line < all;) {
    char *end = memchr(line, '\n', (size_t)(all - line));
    if (end == NULL) end = all;
    char *equals = memchr(line, '=', (size_t)(end - line));
    if (equals == line || (equals == NULL && end != line)) return false;
    if (equals != NULL) *equals = '\0';
    *end = '\0';
    line = end + 1;
  }
  return true;
}

typedef void Visit(Manifest *manifest, const char *key, const char *value);

static void count_line(Manifest *manifest, const char *key, const char *value) {
  (void)value;
  count(manifest, key);
}

static void each_line(char *text, const char *end, Manifest *manifest, Visit *visit) {
  for (const char *key = text; key < end;) {
    size_t length = strlen(key);
    if (length == 0) { // an empty line, which has no value
      key++;
      continue;
    }
    const char *value = key + length + 1;
    visit(manifest, key, value);
    key = value + strlen(value) + 1;
  }
}

static bool make_lists(Manifest *manifest) {
  for (size_t i = 0; i < COUNT(LIST); i++) {
    Lines *lines = list(manifest, LIST[i].field);
    lines->at = shared((lines->count + 1) * sizeof *lines->at);
    if (lines->at == NULL) return false;
    lines->count = 0;
  }
  return true;
}

const char *read_manifest(const char *folder, Manifest *manifest) {
  char path[PATH_MAX];
  size_t bytes;
  char *text = join(path, sizeof path, folder, "manifest") == NULL ? NULL : read_file(path, MOST_BYTES, &bytes);
  if (text == NULL) return strerror(errno);
  errno = 0; // what follows is no fault of a file
  for (size_t i = 0; i < COUNT(SINGLE); i++) *single(manifest, SINGLE[i].field) = "";
  if (strlen(text) != bytes) return "it has a NUL";
  if (!cut(text, bytes)) return "it has a line without a key";
  each_line(text, text + bytes, manifest, count_line);
  if (!make_lists(manifest)) return "it is too large";
  each_line(text, text + bytes, manifest, note);
  return NULL;
}

// With `..` a path leads out of the folder that it seems to be in: removing `/tmp/..` would remove the whole image.
bool is_plain_path(const char *path) {
  if (*path != '/') return false;
  for (const char *part = path + 1;; part++) {
    size_t length = strcspn(part, "/");
    if (length == 0 || (length <= 2 && strspn(part, ".") >= length)) return false;
    part += length;
    if (*part == '\0') return true;
  }
}

const char *mode_and_path(const char *line, mode_t *mode) {
  char *end;
  unsigned long given = strtoul(line, &end, 8);
  if (end == line || given > 07777 || *end != ' ' || !is_plain_path(end + 1)) return NULL;
  *mode = (mode_t)given;
  return end + 1;
}

bool link_and_target(const char *line, char *path, char *target) {
  const char *tab = strchr(line, '\t');
  if (tab == NULL || tab - line >= PATH_MAX || strlen(tab + 1) >= PATH_MAX) return false;
  memcpy(path, line, (size_t)(tab - line));
  path[tab - line] = '\0';
  strcpy(target, tab + 1);
  return is_plain_path(path);
}
