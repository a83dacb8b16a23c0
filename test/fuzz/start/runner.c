// PID 1 of the container of the cases: runner ROOT. Reads from standard input pipes to make, words and environment of
// `start`; runs it in ROOT if there are words; answers with a line: exit status (-1 when it hung), whether processes were left.
#define _GNU_SOURCE
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define HANGS_S 6
#define DYING_US 1000000
#define LOOK_US 1000

static void require(int done, const char *what) {
  if (done) return;
  perror(what);
  exit(1);
}

static void read_all(void *data, size_t bytes) {
  for (char *at = data; bytes > 0;) {
    ssize_t got = read(STDIN_FILENO, at, bytes);
    if (got <= 0) exit(0);
    at += got;
    bytes -= (size_t)got;
  }
}

static uint32_t read_number(void) {
  uint32_t number;
  read_all(&number, sizeof number);
  return number;
}

static char **read_strings(void) {
  uint32_t count = read_number();
  char **strings = calloc(count + 1, sizeof *strings);
  for (uint32_t i = 0; i < count; i++) {
    uint32_t bytes = read_number();
    strings[i] = calloc(1, bytes + 1);
    read_all(strings[i], bytes);
  }
  return strings;
}

static void free_strings(char **strings) {
  for (char **one = strings; *one != NULL; one++) free(*one);
  free(strings);
}

static void bind(const char *from, const char *to) { require(mount(from, to, NULL, MS_BIND, NULL) == 0, to); }

static void enter(const char *root) {
  require(mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0, "mounts");
  require(chdir(root) == 0, root);
  bind("/dev/null", "dev/null");
  bind("volume", "volume");
  require(mount("proc", "proc", "proc", 0, NULL) == 0, "proc");
  require(chroot(".") == 0, "chroot");
}

// All cases have the same process ids.
static void rewind_pids(void) {
  int file = open("/proc/sys/kernel/ns_last_pid", O_WRONLY);
  require(file >= 0 && write(file, "1000", 4) == 4, "ns_last_pid");
  close(file);
}

static void become_start(char **arguments, char **environment) {
  int null = open("/dev/null", O_RDONLY | O_CLOEXEC);
  int out = open("/log/out", O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0644);
  int error = open("/log/err", O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0644);
  require(dup2(null, 0) >= 0 && dup2(out, 1) >= 0 && dup2(error, 2) >= 0, "descriptors");
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
  execve(arguments[0], arguments, environment);
  _exit(125);
}

static int await(pid_t start) {
  struct timespec begun, at;
  clock_gettime(CLOCK_MONOTONIC, &begun);
  sigset_t child;
  sigemptyset(&child);
  sigaddset(&child, SIGCHLD);
  for (;;) {
    int status;
    pid_t ended;
    while ((ended = waitpid(-1, &status, WNOHANG)) > 0) {
      if (ended == start) return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
    }
    clock_gettime(CLOCK_MONOTONIC, &at);
    if (at.tv_sec - begun.tv_sec > HANGS_S) return -1;
    sigtimedwait(&child, NULL, &(struct timespec){.tv_sec = 1});
  }
}

// What was killed may take a moment to go.
static int are_left(void) {
  for (int waited = 0; waited < DYING_US; waited += LOOK_US) {
    pid_t ended;
    while ((ended = waitpid(-1, NULL, WNOHANG)) > 0) {}
    if (ended < 0) return 0;
    usleep(LOOK_US);
  }
  return 1;
}

static void run(char **words, char **environment) {
  rewind_pids();
  pid_t start = fork();
  if (start == 0) become_start(words, environment);
  int status = await(start);
  int left = are_left();
  kill(-1, SIGKILL);
  while (waitpid(-1, NULL, 0) > 0) {}
  printf("%d %d\n", status, left);
}

int main(int count, char **arguments) {
  require(count == 2, "usage: runner ROOT");
  enter(arguments[1]);
  sigset_t child;
  sigemptyset(&child);
  sigaddset(&child, SIGCHLD);
  sigprocmask(SIG_BLOCK, &child, NULL);
  for (;;) {
    char **pipes = read_strings(), **words = read_strings(), **environment = read_strings();
    for (char **pipe = pipes; *pipe != NULL; pipe++) mkfifo(*pipe, 0644);
    if (*words == NULL) printf("0 0\n");
    else run(words, environment);
    fflush(stdout);
    free_strings(pipes);
    free_strings(words);
    free_strings(environment);
  }
}
