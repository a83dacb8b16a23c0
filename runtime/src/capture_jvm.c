// PID 1 of the capture of a JVM that has its checkpoint taken itself, and is then killed, which PID 1 cannot be.
#include "capturing.h"
#include "groups.h"
#include "processes.h"
#include "programs.h"
#include "system.h"
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

extern char **environ;

// Input is /dev/null. The leader of a session is dumped with it.
static _Noreturn void run_service(char **command, bool leads) {
  int null = open("/dev/null", O_RDONLY | O_CLOEXEC);
  if (null >= 0) dup2(null, STDIN_FILENO);
  if (leads) setsid();
  execute(command, environ);
}

static int run_capture(char **command, bool leads) {
  const char *folder = checkpoint_folder();
  raise_pids();
  take_signals();
  pid_t service = start_child();
  if (service == 0) run_service(command, leads);
  int status = await_service(service, folder);
  // CRIU may have dumped it.
  outlast_dump();
  forget_groups(folder);
  return status;
}

static bool called_rightly(int count, const char *name) {
  if (count < 2) say("usage: %s PROGRAM [ARGUMENT…]", name);
  return count >= 2;
}

// A restored JVM inherits the outputs of the process that restores it.
int capture_jvm(int count, char **arguments) {
  if (!called_rightly(count, "capture-jvm")) return 2;
  if (list_variables(checkpoint_folder())) return run_capture(arguments + 1, false);
  say("%s cannot be written: %s", checkpoint_folder(), strerror(errno));
  return 1;
}

// A JVM that keeps its own clock, and is restored by `start`: CRIU replaces the files of its outputs.
int capture_bare(int count, char **arguments) {
  if (!called_rightly(count, "capture-bare")) return 2;
  return redirect_output() ? run_capture(arguments + 1, true) : 1;
}
