#include "copies.h"
#include "cpu.h"
#include "system.h"
#include "text.h"
#include <dirent.h>
#include <limits.h>
#include <string.h>

#define CHECKPOINT "opt/eks-crac/checkpoint"
#define MANIFEST CHECKPOINT "/manifest"

typedef struct {
  char name[64];
  size_t flags;
  bool fits;
} Copy;

// A value in the beginning of a manifest; empty without one.
static void copy_value(const char *manifest, const char *key, char *value, size_t size) {
  const char *at = strstr(manifest, key);
  *value = '\0';
  if (at == NULL) return;
  at += strlen(key);
  append(value, size, "%.*s", (int)strcspn(at, "\n"), at);
}

static size_t count_words(const char *text) {
  size_t count = 0;
  for (char word[64]; next_word(&text, " ", word, sizeof word);) count++;
  return count;
}

// False for what is no copy of this image.
static bool look_at(const Settings *settings, const char *folder, const char *name, Copy *copy) {
  char store[PATH_MAX], path[PATH_MAX], text[16384], cpu[4096], run[128], flag[64];
  if (*name == '.' || strlen(name) >= sizeof copy->name) return false;
  if (join(store, sizeof store, folder, name) == NULL || join(path, sizeof path, store, MANIFEST) == NULL) return false;
  if (read_beginning(path, text, sizeof text) < 0) return false;
  copy_value(text, "\ncpu=", cpu, sizeof cpu);
  copy_value(text, "\nrun=", run, sizeof run);
  if (!same(run, settings->run)) return false;
  *copy = (Copy){.flags = count_words(cpu), .fits = !lacks_flag(settings, cpu, flag, sizeof flag)};
  strcpy(copy->name, name);
  return true;
}

// Code that was compiled for more of a CPU's features is faster there. The order of a folder is not the same everywhere.
static bool is_better(const Copy *copy, const Copy *best) {
  if (copy->fits != best->fits) return copy->fits;
  if (copy->flags != best->flags) return copy->flags > best->flags;
  return strcmp(copy->name, best->name) < 0;
}

void choose_copy(Settings *settings) {
  char folder[PATH_MAX];
  if (*settings->store != '\0' || join(folder, sizeof folder, settings->home, "copies") == NULL) return;
  DIR *open = opendir(folder);
  if (open == NULL) return;
  Copy best = {.name = ""}, copy;
  for (struct dirent *entry; (entry = readdir(open)) != NULL;) {
    if (!look_at(settings, folder, entry->d_name, &copy)) continue;
    if (*best.name == '\0' || is_better(&copy, &best)) best = copy;
  }
  closedir(open);
  if (*best.name == '\0') return;
  strcpy(settings->copy, best.name);
  if (join(settings->copy_store, sizeof settings->copy_store, folder, best.name) == NULL) return;
  if (join(settings->copy_checkpoint, sizeof settings->copy_checkpoint, settings->copy_store, CHECKPOINT) == NULL) return;
  settings->store = settings->copy_store;
  settings->checkpoint = settings->copy_checkpoint;
}
