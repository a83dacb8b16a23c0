// What CRIU runs for the stand-in at a restore, as JDKs with CRaC have it: `--action-script` tells the JVM that it runs
// again, and `--exec-cmd` becomes the parent of the JVM, passes signals on and ends as it ends.
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define RESTORE_SIGNAL (SIGRTMIN + 2)

static pid_t jvm;

static int number(const char *name) {
  const char *text = getenv(name);
  return text == NULL ? 0 : atoi(text);
}

static void pass_on(int signal) { kill(jvm, signal); }

static int wait_for_jvm(void) {
  struct sigaction action = {.sa_handler = pass_on};
  sigset_t all;
  int status;
  sigfillset(&action.sa_mask);
  for (int signal = 1; signal < 32; signal++) {
    if (signal != SIGKILL && signal != SIGSTOP && signal != SIGCHLD) sigaction(signal, &action, NULL);
  }
  sigfillset(&all);
  sigprocmask(SIG_UNBLOCK, &all, NULL);
  while (waitpid(jvm, &status, 0) < 0) {
    if (errno != EINTR) return 1;
  }
  if (WIFEXITED(status)) return WEXITSTATUS(status);
  signal(WTERMSIG(status), SIG_DFL);
  raise(WTERMSIG(status));
  return 128 + WTERMSIG(status);
}

int main(int count, char **arguments) {
  jvm = number("CRTOOLS_INIT_PID");
  if (count > 1 && strcmp(arguments[1], "restorewait") == 0) return wait_for_jvm();
  const char *action = getenv("CRTOOLS_SCRIPT_ACTION");
  if (action == NULL) return 1;
  if (strcmp(action, "post-resume") != 0) return 0;
  union sigval value = {.sival_int = number("CRAC_NEW_ARGS_ID")};
  return sigqueue(jvm, RESTORE_SIGNAL, value) == 0 ? 0 : 1;
}
