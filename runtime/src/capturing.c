#include "capturing.h"
#include "processes.h"
#include "system.h"
#include "text.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

// PIDs below this number are left to the pod's own container: a restored process gets its old one back.
#define PID_FLOOR 300
#define PIDS 32768
#define OUTLAST_US 5000000
#define LOOK_US 20000

const char *checkpoint_folder(void) {
  const char *folder = getenv("EKS_CRAC_CHECKPOINT");
  return folder == NULL || *folder == '\0' ? "/opt/eks-crac/checkpoint" : folder;
}

// Raises the PID counter, which takes no privilege.
void raise_pids(void) {
  const char *given = getenv("EKS_CRAC_PID_FLOOR");
  uint64_t floor;
  if (given == NULL || !parse_number(given, PIDS, &floor)) floor = PID_FLOOR;
  for (pid_t child = 0; child >= 0 && (uint64_t)child < floor;) {
    child = fork();
    if (child == 0) _exit(0);
    if (child > 0) waitpid(child, NULL, 0);
  }
}

static bool redirect(const char *folder, const char *name, int descriptor) {
  char path[PATH_MAX];
  if (join(path, sizeof path, folder, name) == NULL) return false;
  int file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  return file >= 0 && dup2(file, descriptor) >= 0;
}

// For the agent, which tells them from those that a script has set.
bool list_variables(const char *folder) {
  char path[PATH_MAX];
  int file = join(path, sizeof path, folder, "environment") == NULL
                 ? -1
                 : open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  bool written = file >= 0;
  for (char **entry = environ; written && *entry != NULL; entry++) {
    written = write_all(file, *entry, strlen(*entry) + 1);
  }
  if (file >= 0) close(file);
  return written;
}

// The dumped processes must not hold a terminal, pipe or socket of the container: output goes to files that `start`
// replaces with the pod's output. This process has them, too, since services write to /proc/1/fd/1.
bool redirect_output(void) {
  const char *folder = checkpoint_folder();
  bool ready = list_variables(folder) && redirect(folder, "out", STDOUT_FILENO);
  if (!ready) say("%s cannot be written: %s", folder, strerror(errno));
  return ready && redirect(folder, "err", STDERR_FILENO);
}

// Whether a process runs a java executable.
static bool runs_java(const char *process, char java[PATH_MAX]) {
  char link[64];
  snprintf(link, sizeof link, "/proc/%.20s/exe", process);
  ssize_t length = readlink(link, java, PATH_MAX - 1);
  java[length < 0 ? 0 : length] = '\0';
  const char *name = strrchr(java, '/');
  return name != NULL && same(name, "/java");
}

typedef struct Jvm {
  char process[24], java[PATH_MAX];
} Jvm;

static bool find_jvm(Jvm *found) {
  DIR *processes = opendir("/proc");
  bool any = false;
  for (struct dirent *entry; !any && processes != NULL && (entry = readdir(processes)) != NULL;) {
    any = runs_java(entry->d_name, found->java);
    snprintf(found->process, sizeof found->process, "%.20s", entry->d_name);
  }
  if (processes != NULL) closedir(processes);
  return any;
}

// Writes down which java executable a process runs. Start scripts ask one for its version first: where the noted one has
// gone, another takes its place, and the last one stays noted after a checkpoint.
static void note_jvm(const char *folder, Jvm *noted) {
  char java[PATH_MAX], path[PATH_MAX], line[PATH_MAX + 32];
  if (runs_java(noted->process, java) && same(java, noted->java)) return;
  Jvm found;
  if (!find_jvm(&found) || join(path, sizeof path, folder, "java") == NULL) return;
  snprintf(line, sizeof line, "%s %s\n", found.process, found.java);
  if (write_file(path, line)) *noted = found;
}

// Ends the container on TERM and INT; other signals are the service's own, sent by whoever knows it. With a folder, it
// looks for a JVM, since none is left to be asked after a checkpoint.
int await_service(pid_t service, const char *folder) {
  int status;
  Jvm noted = {"", ""};
  while (!has_ended(service, &status)) {
    if (folder != NULL) note_jvm(folder, &noted);
    Event event = next_event(folder == NULL ? UINT64_MAX / 2 : ticks() + LOOK_US, -1, -1);
    if (event.kind == EVENT_SIGNAL && (event.signal == SIGTERM || event.signal == SIGINT)) exit(128 + SIGTERM);
  }
  return exit_status(status);
}

static bool alone(void) {
  DIR *processes = opendir("/proc");
  if (processes == NULL) return true;
  bool others = false;
  for (struct dirent *entry; !others && (entry = readdir(processes)) != NULL;) {
    uint64_t process;
    others = parse_number(entry->d_name, INT32_MAX, &process) && (pid_t)process != getpid();
  }
  closedir(processes);
  return !others;
}

// CRIU kills the service and then finishes its log; the container must not end before that.
void outlast_dump(void) {
  uint64_t deadline = ticks() + OUTLAST_US;
  int status;
  while (!alone() && ticks() < deadline) {
    has_ended(0, &status);
    next_event(ticks() + LOOK_US, -1, -1);
  }
}
