// Stands in for the service, CRIU and the JVM, by the name it is called. The file /opt/eks-crac/behaviour says what the
// engines do: DOES and the line of the agent.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <fcntl.h>
#include <linux/sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#define SERVICE 300
#define REPORT 9
#define HANGS_US 900000
#define STAYS_US 150000
#define LISTENS_US 20000

static char does[32], report[256];

// Notes that a service ran: `c` started cold, `r` restored.
static void note(const char *how) {
  int file = open("/log/ran", O_WRONLY | O_CREAT | O_APPEND, 0644);
  if (file >= 0 && write(file, how, 1) == 1) close(file);
}

static int is(const char *name) { return strcmp(does, name) == 0; }

static int fail(void) {
  static const char TEXT[] = "Error (fake): \xff cannot\n{\"not\": json\n";
  return write(STDERR_FILENO, TEXT, sizeof TEXT - 1) > 0 ? 1 : 2;
}

static void leave_something(void) {
  if (fork() != 0) return;
  setsid();
  signal(SIGTERM, SIG_IGN);
  if (fork() == 0) pause();
  pause();
}

static int restore(void) {
  pid_t wanted = SERVICE;
  struct clone_args how = {.flags = CLONE_PARENT, .set_tid = (uint64_t)(uintptr_t)&wanted, .set_tid_size = 1};
  long child = syscall(SYS_clone3, &how, sizeof how);
  if (child < 0) return fail();
  if (child == 0) {
    setsid();
    note("r");
    if (is("stay")) usleep(STAYS_US);
    _exit(42);
  }
  dprintf(REPORT, "%s%s", report, *report == '\0' ? "" : "\n");
  return 0;
}

static int criu(void) {
  if (is("restore") || is("stay")) return restore();
  if (is("nothing")) return 0;
  if (is("hang")) pause();
  if (is("crash")) abort();
  if (is("leave")) leave_something();
  return fail();
}

static int java(void) {
  // Nobody waits for a port that is not known, so it must end by itself.
  if (is("hang")) usleep(HANGS_US);
  if (is("crash")) abort();
  if (is("leave")) leave_something();
  if (!is("restore") && !is("stay") && !is("nothing")) return fail();
  int one = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  struct sockaddr_in any = {.sin_family = AF_INET, .sin_port = htons(8080)};
  note("r");
  if (!is("nothing") && bind(one, (struct sockaddr *)&any, sizeof any) == 0) listen(one, 1);
  usleep(is("stay") ? STAYS_US : LISTENS_US);
  return 42;
}

int main(int count, char **arguments) {
  (void)count;
  const char *name = strrchr(arguments[0], '/');
  if (name != NULL && strcmp(name, "/service") == 0) {
    note("c");
    return 7;
  }
  FILE *behaviour = fopen("/opt/eks-crac/behaviour", "re");
  if (behaviour == NULL || fscanf(behaviour, "%31s %255[^\n]", does, report) < 1) return 3;
  fclose(behaviour);
  return name != NULL && strcmp(name, "/criu") == 0 ? criu() : java();
}
