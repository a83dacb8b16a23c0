// An init container of vN: fetches a stored checkpoint from S3 into a folder that the service then mounts.
//   fetch s3://BUCKET/PREFIX FOLDER
// Region from AWS_REGION, credentials from the AWS SDK's default chain. Reports one JSON line. When it cannot fetch, or
// not in time, it says why and leaves no checkpoint: the service then starts cold.
#include "processes.h"
#include "programs.h"
#include "system.h"
#include "text.h"
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

extern char **environ;

#define FETCH_SECONDS 60
#define HOUR 3600
#define SECOND_US 1000000
#define MANIFEST "opt/eks-crac/checkpoint/manifest"

static int fail(int status, const char *text, const char *what) {
  fprintf(stderr, "eks-crac fetch: ");
  fprintf(stderr, text, what);
  fprintf(stderr, "\n");
  return status;
}

static const char *variable(const char *name) {
  const char *value = getenv(name);
  return value == NULL ? "" : value;
}

// The fetch tool takes its configuration from variables.
static void configure(void) {
  const char *endpoint = variable("AWS_ENDPOINT_URL_S3");
  if (*endpoint == '\0') endpoint = variable("AWS_ENDPOINT_URL");
  setenv("RCLONE_CONFIG", "", 1);
  setenv("RCLONE_S3_ENV_AUTH", "true", 1);
  setenv("RCLONE_S3_REGION", variable("AWS_REGION"), 1);
  setenv("RCLONE_S3_PROVIDER", *endpoint == '\0' ? "AWS" : "Other", 1);
  if (*endpoint == '\0') return;
  setenv("RCLONE_S3_ENDPOINT", endpoint, 1);
  setenv("RCLONE_S3_FORCE_PATH_STYLE", "true", 1);
}

static _Noreturn void run_tool(const char *source, char *folder) {
  static char program[PATH_MAX], remote[PATH_MAX];
  const char *home = variable("EKS_CRAC_HOME");
  snprintf(program, sizeof program, "%s/fetch-tool", *home == '\0' ? "/opt/eks-crac" : home);
  snprintf(remote, sizeof remote, ":s3:%s", source + strlen("s3://"));
  configure();
  // Lists all names once; then fetches several files at a time, and the large one in parts.
  char *arguments[] = {
      program,
      "copy",
      "--fast-list",
      "--s3-no-check-bucket",
      "--transfers",
      "8",
      "--multi-thread-streams",
      "8",
      "--multi-thread-cutoff",
      "16Mi",
      "--multi-thread-chunk-size",
      "8Mi",
      "--retries",
      "3",
      "--low-level-retries",
      "5",
      "--quiet",
      remote,
      folder,
      NULL,
  };
  execute(arguments, environ);
}

// False when the tool failed, or was not done in time and was killed.
static bool await_tool(pid_t child, uint64_t deadline, bool *late) {
  int status;
  while (!has_ended(child, &status)) {
    Event event = next_event(deadline, -1, -1);
    if (event.kind == EVENT_SIGNAL) kill(child, event.signal);
    if (event.kind != EVENT_TIMEOUT) continue;
    *late = true;
    kill(child, SIGKILL);
    return false;
  }
  return exit_status(status) == 0;
}

static uint64_t seconds(void) {
  uint64_t given;
  bool valid = parse_number(variable("EKS_CRAC_FETCH_SECONDS"), HOUR, &given) && given > 0;
  return valid ? given : FETCH_SECONDS;
}

// Without a stored checkpoint the service starts cold: a pod whose init container failed would not serve at all. What
// came must not look like a checkpoint.
static int give_up(const char *folder, const char *source, const char *why) {
  char path[PATH_MAX];
  if (join(path, sizeof path, folder, MANIFEST) != NULL) unlink(path);
  fprintf(stderr, "eks-crac fetch: %s %s; the service starts cold\n", source, why);
  return 0;
}

static bool names_prefix(const char *source) {
  if (!starts_with(source, "s3://") || strlen(source) >= PATH_MAX - 8) return false;
  const char *bucket = source + strlen("s3://");
  const char *slash = strchr(bucket, '/');
  return slash != NULL && slash != bucket && slash[1] != '\0';
}

int fetch(int count, char **arguments) {
  if (count != 3) return fail(2, "usage: fetch s3://BUCKET/PREFIX FOLDER%s", "");
  const char *source = arguments[1];
  struct stat found;
  char files[PATH_MAX], line[PATH_MAX * 2] = "{\"eks-crac\":\"fetch\",\"source\":";
  uint64_t began = ticks();
  if (!names_prefix(source)) return fail(2, "the source must be s3://BUCKET/PREFIX, got: %s", source);
  if (stat(arguments[2], &found) != 0 || !S_ISDIR(found.st_mode) || access(arguments[2], W_OK) != 0) {
    return fail(2, "the folder %s does not exist or cannot be written", arguments[2]);
  }
  take_signals();
  pid_t child = start_child();
  if (child == 0) run_tool(source, arguments[2]);
  bool late = false;
  if (child < 0 || !await_tool(child, began + seconds() * SECOND_US, &late)) {
    char why[100] = "could not be fetched; check that it exists, the network, and that the pod's role may read it";
    if (late) snprintf(why, sizeof why, "was not fetched within %llu s", (unsigned long long)seconds());
    return give_up(arguments[2], source, why);
  }
  if (join(files, sizeof files, arguments[2], "files.json") == NULL || stat(files, &found) != 0 || found.st_size == 0) {
    return give_up(arguments[2], source, "has no files.json: there is no stored checkpoint, or it is incomplete");
  }
  append_json(line, sizeof line, source);
  append(line, sizeof line, ",\"ms\":%llu}\n", (unsigned long long)((ticks() - began) / 1000));
  write_all(STDERR_FILENO, line, strlen(line));
  return 0;
}
