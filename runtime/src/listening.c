#include "listening.h"
#include "system.h"
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

// A line of /proc/net/tcp: `  0: 00000000:1F90 00000000:0000 0A …`; 0A is LISTEN.
typedef enum { LINE_OTHER, LINE_HEAD, LINE_PORT, LINE_END } Line;

static Line judge(const char *line, uint64_t port) {
  unsigned local, state;
  if (strstr(line, "local_address") != NULL) return LINE_HEAD;
  if (sscanf(line, " %*u: %*[0-9A-Fa-f]:%x %*[0-9A-Fa-f]:%*x %x", &local, &state) != 2) return LINE_OTHER;
  if (state != 0x0A) return LINE_END; // listening sockets come first
  return local == port ? LINE_PORT : LINE_OTHER;
}

static bool table_has(const char *path, uint64_t port) {
  FILE *table = fopen(path, "re");
  if (table == NULL) return false;
  char line[512];
  Line found = LINE_OTHER;
  while (found != LINE_PORT && found != LINE_END && fgets(line, sizeof line, table) != NULL) found = judge(line, port);
  fclose(table);
  return found == LINE_PORT;
}

bool listening(const Settings *settings, uint64_t port) {
  static const char *const TABLES[] = {"net/tcp6", "net/tcp"};
  char path[PATH_MAX];
  for (size_t i = 0; i < sizeof TABLES / sizeof *TABLES; i++) {
    if (join(path, sizeof path, settings->proc, TABLES[i]) != NULL && table_has(path, port)) return true;
  }
  return false;
}
