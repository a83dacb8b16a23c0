#include "files.h"
#include "guard.h"
#include "mounts.h"
#include "system.h"
#include "text.h"
#include "trees.h"
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

// Where layers and stores keep the image's own version of changed and removed files.
#define ORIGINALS "opt/eks-crac/image"

static bool on_volume(const char *path) {
  const char *name;
  int parent = open_parent(path, &name);
  if (parent < 0) return false;
  bool volume = !is_own(parent, "");
  close(parent);
  return volume;
}

static const char *first_on_volume(const Lines *lines) {
  mode_t mode;
  for (size_t i = 0; i < lines->count; i++) {
    const char *path = mode_and_path(lines->at[i], &mode);
    if (path != NULL && on_volume(path)) return path;
  }
  return NULL;
}

const char *captured_on_volume(const Manifest *manifest) {
  const Lines *kinds[] = {&manifest->folders, &manifest->added, &manifest->changed};
  for (size_t i = 0; i < COUNT(kinds); i++) {
    const char *path = first_on_volume(kinds[i]);
    if (path != NULL) return path;
  }
  return NULL;
}

// Volumes that were filled from the image for this pod are the container's own, until a service has used them.
static const char *own_mounts(const Settings *settings) { return started_before(settings) ? "" : settings->seeded; }

// What to do with a line of the manifest; false with errno.
typedef bool Place(const char *root, const char *line);

static bool place_folder(const char *root, const char *line) {
  (void)root;
  mode_t mode;
  const char *path = mode_and_path(line, &mode);
  return path != NULL && (mkdir(path, 0700) == 0 || errno == EEXIST) && chmod(path, mode) == 0;
}

static bool place_file(const char *root, const char *line) {
  mode_t mode;
  char from[PATH_MAX];
  const char *path = mode_and_path(line, &mode);
  return path != NULL && join(from, sizeof from, root, path + 1) != NULL && copy_file(from, path, mode);
}

static bool place_link(const char *root, const char *line) {
  (void)root;
  char path[PATH_MAX], target[PATH_MAX];
  if (!link_and_target(line, path, target)) return false;
  unlink(path);
  return symlink(target, path) == 0;
}

// Another name of a file that is in place.
static bool place_name(const char *root, const char *line) {
  (void)root;
  char path[PATH_MAX], first[PATH_MAX];
  if (!link_and_target(line, path, first) || !is_plain_path(first)) return false;
  unlink(path);
  return link(first, path) == 0;
}

// The first line that fails; NULL when none does, or when `all` goes on over failures and only counts them.
static const char *place(const Lines *lines, const char *root, Place *one) {
  for (size_t i = 0; i < lines->count; i++) {
    errno = EINVAL; // for a line that has not the right form
    if (!one(root, lines->at[i])) return lines->at[i];
  }
  return NULL;
}

// The first that stays; the others are removed nevertheless.
static const char *remove_removed(const Settings *settings, const Manifest *manifest, int *error) {
  const char *first = NULL;
  for (size_t i = 0; i < manifest->removed.count; i++) {
    const char *path = manifest->removed.at[i];
    errno = EINVAL; // for a path that has not the right form
    if ((is_plain_path(path) && remove_tree(path, own_mounts(settings))) || first != NULL) continue;
    first = path;
    *error = errno;
  }
  return first;
}

bool place_files(const Settings *settings, Attempt *attempt) {
  const Manifest *manifest = &attempt->manifest;
  attempt->placed = true;
  // A file of the image that stays is no reason for a cold start: the service had done without it.
  int error;
  const char *kept = remove_removed(settings, manifest, &error);
  if (kept != NULL) say("%.200s, which the captured service had removed, stays: %s", kept, strerror(error));
  if (*settings->store == '\0') return true;
  const char *failed = place(&manifest->folders, settings->store, place_folder);
  if (failed == NULL) failed = place(&manifest->added, settings->store, place_file);
  if (failed == NULL) failed = place(&manifest->changed, settings->store, place_file);
  if (failed == NULL) failed = place(&manifest->names, settings->store, place_name);
  if (failed == NULL) failed = place(&manifest->links, settings->store, place_link);
  if (failed == NULL) return true;
  return refuse(attempt, "store", "%.200s could not be put in place: %s", failed, strerror(errno));
}

typedef struct {
  size_t count;
  char first[256];
} Failures;

static void note_failure(Failures *failures, const char *line) {
  if (failures->count++ > 0) return;
  snprintf(failures->first, sizeof failures->first, "%.160s: %s", line, strerror(errno));
}

static void remove_added(const Lines *lines, bool with_mode, const char *mounts, Failures *failures) {
  for (size_t i = 0; i < lines->count; i++) {
    mode_t mode;
    char link[PATH_MAX], target[PATH_MAX];
    const char *path = with_mode                                     ? mode_and_path(lines->at[i], &mode)
                       : link_and_target(lines->at[i], link, target) ? link
                                                                     : NULL;
    if (path != NULL && !remove_tree(path, mounts)) note_failure(failures, path);
  }
}

static bool is_own_path(const char *path, const char *mounts) {
  const char *name;
  int parent = open_parent(path, &name);
  if (parent < 0) return true; // a folder that is still to be made
  bool own = is_own(parent, mounts);
  close(parent);
  return own;
}

static void put_back(const Lines *lines, const char *root, Place *one, const char *mounts, Failures *failures) {
  for (size_t i = 0; i < lines->count; i++) {
    const char *path = strchr(lines->at[i], '/');
    errno = EINVAL;
    if (path != NULL && !is_own_path(path, mounts)) continue;
    if (path == NULL || !one(root, lines->at[i])) note_failure(failures, lines->at[i]);
  }
}

void restore_image_files(const Settings *settings, const Attempt *attempt) {
  const Manifest *manifest = &attempt->manifest;
  const bool in_image = *settings->store == '\0';
  if (!attempt->readable || (!in_image && !attempt->placed)) return;
  const char *mounts = own_mounts(settings);
  char originals[PATH_MAX];
  Failures failures = {0};
  bool found = in_image ? join(originals, sizeof originals, settings->home, "image") != NULL
                        : join(originals, sizeof originals, settings->store, ORIGINALS) != NULL;
  if (!found) return;
  remove_added(&manifest->links, false, mounts, &failures);
  remove_added(&manifest->names, false, mounts, &failures);
  remove_added(&manifest->folders, true, mounts, &failures);
  remove_added(&manifest->added, true, mounts, &failures);
  put_back(&manifest->original_folders, originals, place_folder, mounts, &failures);
  put_back(&manifest->originals, originals, place_file, mounts, &failures);
  put_back(&manifest->original_links, originals, place_link, mounts, &failures);
  if (failures.count == 0) return;
  say("%zu files are not those of the image; the first: %s", failures.count, failures.first);
}
