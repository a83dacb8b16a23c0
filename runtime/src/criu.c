#include "engines.h"
#include "memory.h"
#include "processes.h"
#include "system.h"
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stddef.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

// Descriptors that CRIU is told of by number.
enum { OUT = 1, LOG = 2, ERR = 5, CLOCK = 7, HANDOVER = 8, REPORT = 9, ABOVE = 10 };

#define CAPTURED "opt/eks-crac/checkpoint"

// The most arguments of every restore, and of an engine.
#define COMMON 23
#define OPTIONS 8

// A pipe whose ends stand above all numbers that CRIU is told of.
static bool open_pipe(int *in, int *out) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return false;
  *in = fcntl(ends[0], F_DUPFD_CLOEXEC, ABOVE);
  *out = fcntl(ends[1], F_DUPFD_CLOEXEC, ABOVE);
  close(ends[0]);
  close(ends[1]);
  return *in >= 0 && *out >= 0 && fcntl(*in, F_SETFL, O_NONBLOCK) == 0;
}

bool open_channels(Channels *channels) {
  *channels = (Channels){-1, -1, -1, -1, -1};
  // It is this process's memory that is read when the service asks, so this process has to open it.
  int environment = open("/proc/self/environ", O_RDONLY | O_CLOEXEC);
  channels->environment = fcntl(environment, F_DUPFD_CLOEXEC, ABOVE);
  if (environment >= 0) close(environment);
  return channels->environment >= 0 && open_pipe(&channels->log_in, &channels->log_out) &&
         open_pipe(&channels->report_in, &channels->report_out);
}

void close_far_ends(const Channels *channels) {
  close(channels->log_out);
  close(channels->report_out);
  close(channels->environment);
}

void close_channels(const Channels *channels) {
  close(channels->log_in);
  close(channels->report_in);
}

// CRIU cannot raise a limit, so the service keeps this one where the capture had more: what the pod allows.
static void raise_open_files(void) {
  struct rlimit limit;
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

// The limit of the capture is in the checkpoint. A lower one of the pod holds already; a higher one needs the pod's
// hard limit to be the capture's, or a privilege.
void apply_open_files(pid_t service) {
  struct rlimit pod, own;
  if (getrlimit(RLIMIT_NOFILE, &pod) != 0 || prlimit(service, RLIMIT_NOFILE, NULL, &own) != 0) return;
  struct rlimit wanted = {.rlim_cur = pod.rlim_max, .rlim_max = pod.rlim_max};
  if (own.rlim_cur == wanted.rlim_cur && own.rlim_max == wanted.rlim_max) return;
  if (prlimit(service, RLIMIT_NOFILE, &wanted, NULL) == 0) return;
  wanted = (struct rlimit){.rlim_cur = own.rlim_max, .rlim_max = own.rlim_max};
  prlimit(service, RLIMIT_NOFILE, &wanted, NULL);
  say("the service may open %llu files, as at its capture; this pod allows %llu", (unsigned long long)own.rlim_max,
      (unsigned long long)pod.rlim_max);
}

// A page that is not zero tells the service's clock library of the restore.
static void open_restored_page(void) {
  static const char page[4096] = {1};
  int file = memfd_create("eks-crac-clock", MFD_CLOEXEC);
  if (file < 0 || !write_all(file, page, sizeof page)) say("no page for the clock: %s", strerror(errno));
  give_descriptor(file, CLOCK);
}

void become_criu(const Settings *settings, const Attempt *attempt, const Channels *channels) {
  static char program[PATH_MAX];
  // CRIU would keep what it finds out about the kernel in XDG_RUNTIME_DIR or /run. Of the container's variables it
  // needs none, and LD_LIBRARY_PATH or a locale could do harm.
  static char *environment[] = {"XDG_RUNTIME_DIR=/nowhere", NULL};
  char *arguments[] = {
      (char *)join(program, sizeof program, settings->home, "bin/criu"),
      "restore",
      "--restore-detached",
      "--restore-sibling",
      "--unprivileged",
      "--no-default-config",
      "--tcp-close",
      "--file-locks",
      "-v1",
      "--images-dir",
      (char *)settings->checkpoint,
      "--inherit-fd",
      "fd[1]:" CAPTURED "/out",
      "--inherit-fd",
      "fd[5]:" CAPTURED "/err",
      // Only with an agent.
      *attempt->manifest.agent == '\0' ? NULL : "--inherit-fd",
      "fd[8]:" CAPTURED "/handover",
      "--inherit-fd",
      "fd[9]:" CAPTURED "/report",
      "--inherit-fd",
      "fd[7]:opt/eks-crac/clock",
      [COMMON + OPTIONS + 2] = NULL,
  };
  size_t end = 0;
  while (arguments[end] != NULL) end++;
  const Lines *more = &attempt->manifest.restore;
  for (size_t i = 0; i < more->count && i < OPTIONS; i++) arguments[end++] = (char *)more->at[i];
  if (give_memory(settings, &attempt->manifest)) {
    arguments[end++] = "--inherit-fd";
    arguments[end++] = "fd[6]:" CAPTURED "/memory.img";
  }
  arguments[end] = NULL;
  raise_open_files();
  dup2(STDERR_FILENO, ERR);
  dup2(channels->log_out, LOG);
  dup2(channels->environment, HANDOVER);
  dup2(channels->report_out, REPORT);
  open_restored_page();
  execute(arguments, environment);
}
