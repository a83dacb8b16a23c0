#include "processes.h"
#include "system.h"
#include "text.h"
#include <dirent.h>
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

#define KILL_AGAIN_NS 5000000
#define REMEMBERED 64

static int signals = -1;
static sigset_t inherited;

void take_signals(void) {
  static const int DEFECTS[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGTRAP, SIGSYS, SIGTTIN, SIGTTOU};
  sigset_t taken;
  sigfillset(&taken);
  for (size_t i = 0; i < COUNT(DEFECTS); i++) sigdelset(&taken, DEFECTS[i]);
  sigprocmask(SIG_SETMASK, &taken, &inherited);
  // An ignored SIGCHLD would make the kernel forget how a child ended.
  signal(SIGCHLD, SIG_DFL);
  signals = signalfd(-1, &taken, SFD_CLOEXEC | SFD_NONBLOCK);
  prctl(PR_SET_CHILD_SUBREAPER, 1);
}

static bool take_signal(Event *event) {
  struct signalfd_siginfo taken;
  if (read(signals, &taken, sizeof taken) != sizeof taken) return false;
  int number = (int)taken.ssi_signo;
  // What this program causes itself, as by writing to a closed pipe, is not for the service.
  if (taken.ssi_pid == (uint32_t)getpid()) return false;
  *event = (Event){
      .kind = number == SIGCHLD ? EVENT_CHILD : EVENT_SIGNAL,
      .signal = number,
      .from_tty = taken.ssi_code == SI_KERNEL,
  };
  return true;
}

Event next_event(uint64_t deadline, int first, int second) {
  Event event = {.kind = EVENT_TIMEOUT};
  struct pollfd waited[] = {
      {.fd = signals, .events = POLLIN}, {.fd = first, .events = POLLIN}, {.fd = second, .events = POLLIN}};
  for (;;) {
    int ready = poll(waited, COUNT(waited), until(deadline));
    if (ready < 0 && errno == EINTR) continue;
    if (ready <= 0) return event;
    if (waited[0].revents != 0 && take_signal(&event)) return event;
    for (size_t i = 1; i < COUNT(waited); i++) {
      if (waited[i].revents != 0) return (Event){.kind = EVENT_READABLE, .descriptor = waited[i].fd};
    }
  }
}

// The latest children that ended: one may be the service before anybody asks for it.
static struct {
  pid_t child;
  int status;
} ended[REMEMBERED];
static size_t ended_count;

// Takes one child that has ended; 0 when none has, -1 when there is no child left.
static pid_t reap(int *status) {
  pid_t child;
  do {
    child = waitpid(-1, status, WNOHANG);
  } while (child < 0 && errno == EINTR);
  return child;
}

bool has_ended(pid_t child, int *status) {
  pid_t one;
  while ((one = reap(status)) > 0) {
    ended[ended_count % REMEMBERED].child = one;
    ended[ended_count++ % REMEMBERED].status = *status;
  }
  for (size_t i = 0; i < REMEMBERED && i < ended_count; i++) {
    *status = ended[i].status;
    if (ended[i].child == child) return true;
  }
  return false;
}

bool is_child(pid_t process) {
  int status;
  return has_ended(process, &status) || waitid(P_PID, (id_t)process, &(siginfo_t){0}, WEXITED | WNOHANG | WNOWAIT) == 0;
}

int exit_status(int status) { return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status); }

pid_t start_child(void) {
  pid_t child = fork();
  if (child == 0) sigprocmask(SIG_SETMASK, &inherited, NULL);
  return child;
}

void execute(char **argv, char **environment) {
  environ = environment;
  execvp(argv[0], argv);
  int error = errno;
  say("%s could not be executed: %s", argv[0], strerror(error));
  _exit(error == ENOENT ? 127 : 126);
}

// The parent's process id, from the fields after the name, which is in parentheses and may hold anything.
static pid_t parent_of(const char *process) {
  char path[300], stat[1024];
  snprintf(path, sizeof path, "/proc/%s/stat", process);
  if (read_beginning(path, stat, sizeof stat) <= 0) return 0;
  const char *name_end = strrchr(stat, ')');
  int parent = 0;
  return name_end != NULL && sscanf(name_end, ") %*c %d", &parent) == 1 ? parent : 0;
}

static void kill_direct_children(void) {
  DIR *processes = opendir("/proc");
  if (processes == NULL) {
    if (getpid() == 1) kill(-1, SIGKILL);
    return;
  }
  pid_t self = getpid();
  for (struct dirent *entry; (entry = readdir(processes)) != NULL;) {
    uint64_t process;
    if (parse_number(entry->d_name, INT32_MAX, &process) && parent_of(entry->d_name) == self)
      kill((pid_t)process, SIGKILL);
  }
  closedir(processes);
}

// Leaves all other signals to `next_event`.
static void await_child_signal(void) {
  sigset_t child;
  sigemptyset(&child);
  sigaddset(&child, SIGCHLD);
  sigtimedwait(&child, NULL, &(struct timespec){.tv_nsec = KILL_AGAIN_NS});
}

// What a killed child leaves behind becomes a child in turn.
void kill_children(uint64_t deadline) {
  ended_count = 0; // their numbers may be given again
  do {
    int status;
    pid_t child;
    do child = reap(&status);
    while (child > 0);
    if (child < 0) return;
    kill_direct_children();
    await_child_signal();
  } while (ticks() < deadline);
  say("a process of the failed restore could not be killed");
}
