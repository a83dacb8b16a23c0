// PID 1 of the capture container: runs the service in a way that `start` can restore. The checkpoint folder is a volume
// owned by the image's user.
//
// A JVM's timers hang on a node whose clock is behind the clock at the dump. So the service gets a library that keeps
// its clock, in LD_PRELOAD. Or, with EKS_CRAC_USER (uid:gid), the container starts as root, and the service runs as
// that user in a time namespace whose clocks start near zero. Nobody in the container keeps the capabilities that this
// takes, because a restore needs every capability that is held here.
#include "capturing.h"
#include "groups.h"
#include "processes.h"
#include "privileges.h"
#include "programs.h"
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

// The home folder of a user in /etc/passwd, or of root's first entry.
static bool home_of(uid_t user, char *home, size_t size) {
  char line[1024];
  bool found = false;
  FILE *users = fopen("/etc/passwd", "re");
  while (users != NULL && !found && fgets(line, sizeof line, users) != NULL) {
    char *rest = line, *fields[6] = {0};
    for (size_t i = 0; i < COUNT(fields) && rest != NULL; i++) fields[i] = strsep(&rest, ":");
    uint64_t uid;
    found = fields[5] != NULL && parse_number(fields[2], UINT32_MAX, &uid) && uid == user &&
            snprintf(home, size, "%s", fields[5]) < (int)size;
  }
  if (users != NULL) fclose(users);
  return found;
}

// The container runtime set HOME to root's home of the image; a pod has the user's.
static void find_home(uid_t user) {
  char roots[PATH_MAX] = "/", users[PATH_MAX] = "/";
  home_of(0, roots, sizeof roots);
  home_of(user, users, sizeof users);
  const char *home = getenv("HOME");
  if (home == NULL || same(home, roots)) setenv("HOME", users, 1);
}

static bool prepare(const char *user) {
  Identity identity;
  if (!parse_identity(user, &identity)) {
    say("EKS_CRAC_USER=%.40s is not UID:GID", user);
    return false;
  }
  find_home(identity.user);
  if (!rewind_clocks())
    say("no time namespace for the capture: %s", strerror(errno));
  else if (!become(identity))
    say("no change to user %s: %s", user, strerror(errno));
  else
    return true;
  return false;
}

// In front of what the image preloads. Programs before the JVM hand it on, and the agent in the JVM removes it.
static void preload_clock(void) {
  static char library[PATH_MAX], all[2 * PATH_MAX];
  const char *home = getenv("EKS_CRAC_HOME"), *given = getenv("LD_PRELOAD");
  if (home == NULL || *home == '\0') home = "/opt/eks-crac";
  if (given == NULL) given = "";
  bool fits = join(library, sizeof library, home, "libpreload.so") != NULL &&
              snprintf(all, sizeof all, "%s%s%s", library, *given == '\0' ? "" : ":", given) < (int)sizeof all;
  if (fits && access(library, R_OK) == 0 && setenv("LD_PRELOAD", all, 1) == 0) return;
  say("%s/libpreload.so cannot be preloaded: the service's clock is this machine's", home);
}

// Input is /dev/null. A new session, because CRIU must dump the session leader.
static _Noreturn void run_service(char **command) {
  char pids[64];
  char path[PATH_MAX];
  setsid();
  snprintf(pids, sizeof pids, "service=%d\n", (int)getpid());
  int null = open("/dev/null", O_RDONLY | O_CLOEXEC);
  bool ready = null >= 0 && dup2(null, STDIN_FILENO) >= 0 &&
               join(path, sizeof path, checkpoint_folder(), "pids") != NULL && write_file(path, pids);
  if (!ready) say("%s cannot be written: %s", path, strerror(errno));
  if (!ready) _exit(1);
  execute(command, environ);
}

int capture(int count, char **arguments) {
  const char *user = getenv("EKS_CRAC_USER");
  if (count < 2) {
    say("usage: capture PROGRAM [ARGUMENT…]");
    return 2;
  }
  bool set_up = user != NULL && *user != '\0';
  if (set_up && !prepare(user)) return 1;
  if (!set_up) preload_clock();
  unsetenv("EKS_CRAC_USER");
  // The namespace is for children of the one that made it: they raise the counter, and run the service.
  raise_pids();
  take_signals();
  if (!redirect_output()) return 1;
  pid_t service = start_child();
  if (service == 0) run_service(arguments + 1);
  int status = await_service(service, NULL);
  outlast_dump();
  // A user that was not set up here has groups of the container runtime.
  if (!set_up) forget_groups(checkpoint_folder());
  return status;
}
