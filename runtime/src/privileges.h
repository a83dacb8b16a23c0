// Users, capabilities and time namespaces of a capture.
#pragma once
#include <stdbool.h>
#include <sys/types.h>

typedef struct {
  uid_t user;
  gid_t group;
} Identity;

// Reads `UID:GID`.
bool parse_identity(const char *text, Identity *identity);

// Becomes this user, without supplementary groups and without what the set-up of a capture took: SYS_ADMIN, SYS_TIME,
// SETUID and SETGID are gone from the bounding set, too. False with errno.
bool become(Identity identity);

// Makes a time namespace for children, in which both clocks read nearly zero. False with errno when the kernel has
// none.
bool rewind_clocks(void);

// Enters the time namespace of a process; false with errno.
bool enter_time_of(pid_t process);
