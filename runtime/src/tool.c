// What the stage asks in a capture container, whose image may have no shell: tool NAME [ARGUMENT…].
#include "kernel.h"
#include "processes.h"
#include "privileges.h"
#include "programs.h"
#include "system.h"
#include "text.h"
#include "touched.h"
#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

extern char **environ;

#define TIMED_OUT 124
#define USAGE (-1)

static bool parse_process(const char *text, pid_t *process) {
  uint64_t number;
  if (!parse_number(text, INT32_MAX, &number) || number == 0) return false;
  *process = (pid_t)number;
  return true;
}

static int failed(const char *what) {
  say("%s: %s", what, strerror(errno));
  return 1;
}

// tool observe PID: the boot clock of a process, in seconds.
static int observe(int count, char **arguments) {
  pid_t process;
  if (count != 1 || !parse_process(arguments[0], &process)) return USAGE;
  if (!enter_time_of(process)) return failed("the time namespace cannot be entered");
  uint64_t clock = now() / 10000;
  printf("%llu.%02llu\n", (unsigned long long)(clock / 100), (unsigned long long)(clock % 100));
  return 0;
}

// tool as UID:GID PID PROGRAM…: runs a program as this user in the time namespace of a process.
static int as(int count, char **arguments) {
  Identity identity;
  pid_t process;
  if (count < 3 || !parse_identity(arguments[0], &identity) || !parse_process(arguments[1], &process)) return USAGE;
  if (!enter_time_of(process)) return failed("the time namespace cannot be entered");
  if (!become(identity)) return failed("the user cannot be changed");
  execute(arguments + 2, environ);
}

// tool write FILE TEXT [REMOVED…]
static int write_text(int count, char **arguments) {
  if (count < 2) return USAGE;
  for (int i = 2; i < count; i++) {
    if (unlink(arguments[i]) != 0 && errno != ENOENT) return failed(arguments[i]);
  }
  return write_file(arguments[0], arguments[1]) ? 0 : failed(arguments[0]);
}

// tool folders: those at the top, but for the kernel's.
static int folders(int count, char **arguments) {
  (void)arguments;
  DIR *root = count == 0 ? opendir("/") : NULL;
  if (root == NULL) return count == 0 ? failed("/") : USAGE;
  for (struct dirent *entry; (entry = readdir(root)) != NULL;) {
    char path[PATH_MAX];
    struct stat found;
    if (entry->d_name[0] == '.' && (same(entry->d_name, ".") || same(entry->d_name, ".."))) continue;
    snprintf(path, sizeof path, "/%s", entry->d_name);
    if (same(path, "/proc") || same(path, "/sys") || lstat(path, &found) != 0 || !S_ISDIR(found.st_mode)) continue;
    printf("%s\n", path);
  }
  closedir(root);
  return 0;
}

// tool names FOLDER: the names in a folder, none where there is no such folder.
static int names(int count, char **arguments) {
  if (count != 1) return USAGE;
  DIR *folder = opendir(arguments[0]);
  if (folder == NULL) return errno == ENOENT ? 0 : failed(arguments[0]);
  for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
    if (!same(entry->d_name, ".") && !same(entry->d_name, "..")) printf("%s\n", entry->d_name);
  }
  closedir(folder);
  return 0;
}

// tool executables: what each process runs, as far as this user may know.
static int executables(int count, char **arguments) {
  (void)arguments;
  DIR *processes = count == 0 ? opendir("/proc") : NULL;
  if (processes == NULL) return count == 0 ? failed("/proc") : USAGE;
  for (struct dirent *entry; (entry = readdir(processes)) != NULL;) {
    char path[64], target[PATH_MAX];
    pid_t process;
    if (!parse_process(entry->d_name, &process)) continue;
    snprintf(path, sizeof path, "/proc/%d/exe", (int)process);
    ssize_t length = readlink(path, target, sizeof target - 1);
    if (length > 0) printf("%s %.*s\n", path, (int)length, target);
  }
  closedir(processes);
  return 0;
}

// tool node NEED…: the line of /proc/cpuinfo that names the first processor's flags, and a sentence about each need of
// a checkpoint that this machine has not.
static int node(int count, char **arguments) {
  char line[16384], detail[200];
  FILE *processors = fopen("/proc/cpuinfo", "re");
  if (processors == NULL) return failed("/proc/cpuinfo");
  while (fgets(line, sizeof line, processors) != NULL) {
    if (!starts_with(line, "flags") && !starts_with(line, "Features")) continue;
    fputs(line, stdout);
    break;
  }
  fclose(processors);
  for (int i = 0; i < count; i++) {
    if (!kernel_has(arguments[i], "/proc", detail, sizeof detail)) printf("%s\n", detail);
  }
  return 0;
}

// tool environment: what a program in this container is given, each entry ended by a NUL.
static int environment(int count, char **arguments) {
  (void)arguments;
  if (count != 0) return USAGE;
  for (char **entry = environ; *entry != NULL; entry++) fwrite(*entry, 1, strlen(*entry) + 1, stdout);
  return 0;
}

// tool limit SECONDS PROGRAM…: ends it after a time.
static int limit(int count, char **arguments) {
  uint64_t seconds;
  int status;
  if (count < 2 || !parse_number(arguments[0], 86400, &seconds)) return USAGE;
  uint64_t deadline = ticks() + seconds * 1000000;
  take_signals();
  pid_t child = start_child();
  if (child == 0) execute(arguments + 1, environ);
  while (child > 0 && !has_ended(child, &status)) {
    Event event = next_event(deadline, -1, -1);
    if (event.kind == EVENT_SIGNAL) kill(child, event.signal);
    if (event.kind != EVENT_TIMEOUT) continue;
    kill_children(ticks() + 1000000);
    return TIMED_OUT;
  }
  return child > 0 ? exit_status(status) : failed("no process");
}

// What exists must be the user's own, because its mode is set; else its nearest folder must be writable.
static bool is_writable(const char *path) {
  char folder[PATH_MAX];
  struct stat found;
  if (lstat(path, &found) == 0) return found.st_uid == geteuid();
  if (strlen(path) >= sizeof folder) return false;
  strcpy(folder, path);
  for (char *slash; (slash = strrchr(folder, '/')) != NULL;) {
    slash[slash == folder ? 1 : 0] = '\0';
    if (access(folder, F_OK) == 0 || same(folder, "/")) return access(folder, W_OK) == 0;
  }
  return false;
}

// tool writable PATH…: those that this user cannot write.
static int writable(int count, char **arguments) {
  for (int i = 0; i < count; i++) {
    if (!is_writable(arguments[i])) printf("%s\n", arguments[i]);
  }
  return 0;
}

// tool touched PID FILE: the pages that a process has written in mappings of a file, and those that were read of it.
static int touched(int count, char **arguments) {
  pid_t process;
  return count == 2 && parse_process(arguments[0], &process) ? print_touched(process, arguments[1]) : USAGE;
}

static const struct {
  const char *name, *usage;
  int (*run)(int count, char **arguments);
} TOOLS[] = {
    {"observe", "PID", observe},
    {"as", "UID:GID PID PROGRAM [ARGUMENT…]", as},
    {"write", "FILE TEXT [REMOVED…]", write_text},
    {"folders", "", folders},
    {"names", "FOLDER", names},
    {"executables", "", executables},
    {"node", "NEED…", node},
    {"environment", "", environment},
    {"limit", "SECONDS PROGRAM [ARGUMENT…]", limit},
    {"writable", "PATH…", writable},
    {"touched", "PID FILE", touched},
};

int tool(int count, char **arguments) {
  for (size_t i = 0; count > 1 && i < COUNT(TOOLS); i++) {
    if (!same(arguments[1], TOOLS[i].name)) continue;
    int status = TOOLS[i].run(count - 2, arguments + 2);
    if (status == USAGE) say("usage: tool %s %s", TOOLS[i].name, TOOLS[i].usage);
    if (fflush(stdout) != 0) return failed("standard output");
    return status == USAGE ? 2 : status;
  }
  for (size_t i = 0; i < COUNT(TOOLS); i++) say("usage: tool %s %s", TOOLS[i].name, TOOLS[i].usage);
  return 2;
}
