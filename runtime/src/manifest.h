// The checkpoint manifest: lines of `key=value`, read as data.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

typedef struct {
  const char **at;
  size_t count;
} Lines;

typedef struct {
  // Empty where the manifest has none.
  const char *schema, *engine, *run, *cpu, *clock, *capabilities, *needs, *kernel, *service, *agent, *java, *port, *properties,
      *additions;
  Lines variables, options, restore, ahead, folders, added, changed, links, names, removed, originals, original_folders,
      original_links, files;
} Manifest;

// Reads the manifest in a folder into shared memory; NULL when it is well-formed, else what is wrong with it.
const char *read_manifest(const char *folder, Manifest *manifest);

// Whether a path is absolute and each of its parts is a name, not `.` or `..`.
bool is_plain_path(const char *path);

// The path of a line of `MODE PATH`; NULL when it has no such form or its path is not plain.
const char *mode_and_path(const char *line, mode_t *mode);

// Splits a line of `PATH<tab>TARGET` into two buffers of PATH_MAX; false when it has no such form or its path is not
// plain.
bool link_and_target(const char *line, char *path, char *target);
