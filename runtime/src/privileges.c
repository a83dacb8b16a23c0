#include "privileges.h"
#include "system.h"
#include "text.h"
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef CLONE_NEWTIME
#define CLONE_NEWTIME 0x00000080
#endif

static const int SET_UP[] = {CAP_SYS_ADMIN, CAP_SYS_TIME, CAP_SETUID, CAP_SETGID};

bool parse_identity(const char *text, Identity *identity) {
  char user[16], group[16];
  uint64_t uid, gid;
  if (!next_word(&text, ":", user, sizeof user) || !next_word(&text, ":", group, sizeof group) || *text != '\0')
    return false;
  if (!parse_number(user, UINT32_MAX - 1, &uid) || !parse_number(group, UINT32_MAX - 1, &gid)) return false;
  *identity = (Identity){.user = (uid_t)uid, .group = (gid_t)gid};
  return true;
}

// A user that stays root keeps the others, which it would also have in a pod.
static bool drop_effective(void) {
  struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3};
  struct __user_cap_data_struct sets[2];
  if (syscall(SYS_capget, &header, sets) != 0) return false;
  for (size_t i = 0; i < COUNT(SET_UP); i++) {
    __u32 kept = ~(1u << (SET_UP[i] % 32));
    struct __user_cap_data_struct *set = &sets[SET_UP[i] / 32];
    set->effective &= kept;
    set->permitted &= kept;
    set->inheritable &= kept;
  }
  return syscall(SYS_capset, &header, sets) == 0;
}

bool become(Identity identity) {
  for (size_t i = 0; i < COUNT(SET_UP); i++) {
    if (prctl(PR_CAPBSET_READ, SET_UP[i]) == 1 && prctl(PR_CAPBSET_DROP, SET_UP[i]) != 0) return false;
  }
  if (setgroups(0, NULL) != 0) return false;
  if (setresgid(identity.group, identity.group, identity.group) != 0) return false;
  if (setresuid(identity.user, identity.user, identity.user) != 0) return false;
  if (!drop_effective()) return false;
  // A change of the user makes a process undumpable, and its /proc files root's.
  return prctl(PR_SET_DUMPABLE, 1) == 0;
}

static bool set_offset(const char *clock, long long seconds) {
  char line[64];
  int length = snprintf(line, sizeof line, "%s -%lld 0\n", clock, seconds);
  int file = open("/proc/self/timens_offsets", O_WRONLY | O_CLOEXEC);
  bool set = file >= 0 && write(file, line, (size_t)length) == length;
  int error = errno;
  if (file >= 0) close(file);
  errno = error;
  return set;
}

// No clock may become negative, and the monotonic one reads less than the other on a laptop that was suspended.
bool rewind_clocks(void) {
  return unshare(CLONE_NEWTIME) == 0 && set_offset("boottime", (long long)(now() / 1000000)) &&
         set_offset("monotonic", (long long)(ticks() / 1000000));
}

static bool shares_time_with(pid_t process) {
  char path[64];
  struct stat own, other;
  snprintf(path, sizeof path, "/proc/%d/ns/time", (int)process);
  return stat("/proc/self/ns/time", &own) == 0 && stat(path, &other) == 0 && own.st_ino == other.st_ino;
}

bool enter_time_of(pid_t process) {
  if (shares_time_with(process)) return true;
  char path[64];
  snprintf(path, sizeof path, "/proc/%d/ns/time", (int)process);
  int space = open(path, O_RDONLY | O_CLOEXEC);
  bool entered = space >= 0 && setns(space, CLONE_NEWTIME) == 0;
  int error = errno;
  if (space >= 0) close(space);
  errno = error;
  return entered;
}
