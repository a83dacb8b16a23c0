// The pod's entry point: restores the service from its checkpoint, or starts it cold in the same container and says
// why.
#include "programs.h"
#include "restore.h"
#include "environment.h"
#include "files.h"
#include "guard.h"
#include "processes.h"
#include "serve.h"
#include "system.h"
#include "text.h"
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

#define CLEAN_UP_US 2000000
#define HUNG_US 500000
#define LAST_US 200000

// What the captured service changed is in the manifest, which the attempt may have had no time for.
static bool know_files(const Settings *settings, Attempt *attempt) {
  if (!attempt->readable) attempt->readable = read_manifest(settings->checkpoint, &attempt->manifest) == NULL;
  return attempt->readable;
}

// How long the return to the image's files may take. Where reading the checkpoint hung, it most likely hangs again: the
// service is not kept waiting for that a second time. A short deadline must not leave the capture's files.
static uint64_t clean_up_us(const Start *start, const Attempt *attempt) {
  if (same(attempt->reason, "deadline") && !attempt->tried && !attempt->placed) return HUNG_US;
  uint64_t deadline = start->settings->deadline_ms * 1000;
  return deadline < CLEAN_UP_US ? CLEAN_UP_US : deadline;
}

// Removes what is left of a failed attempt, and makes the files those of the image. In a child: files may hang.
static void clean_up(const Start *start, Attempt *attempt) {
  kill_children(ticks() + CLEAN_UP_US);
  if (same(attempt->reason, "no-checkpoint")) return;
  pid_t child = start_child();
  if (child == 0) {
    if (know_files(start->settings, attempt)) restore_image_files(start->settings, attempt);
    _exit(0);
  }
  if (child > 0 && !await_child(child, ticks() + clean_up_us(start, attempt))) {
    say("the files of the capture could not be removed in time");
    kill(child, SIGKILL);
    await_child(child, ticks() + LAST_US); // it must not go on beside the service
  }
}

static pid_t start_cold(const Start *start, Attempt *attempt, char **command) {
  clean_up(start, attempt);
  pid_t service = start_child();
  if (service == 0) execute(command, cold_environment(start->settings, environ));
  return service;
}

int start(int count, char **arguments) {
  uint64_t began = ticks();
  if (count < 2) {
    say("usage: start PROGRAM [ARGUMENT…]");
    return 2;
  }
  // The child that makes the attempt chooses the copy, and this process cleans up after it.
  Settings *settings = shared(sizeof *settings);
  static Settings without_sharing;
  if (settings == NULL) settings = &without_sharing;
  *settings = read_settings();
  take_signals();
  Attempt *attempt = shared(sizeof *attempt);
  static Attempt without_memory;
  if (attempt == NULL) attempt = &without_memory;
  attempt->port = settings->port;
  Start begun = {.settings = settings, .attempt = attempt, .began = began};
  pid_t service = restore(&begun, attempt);
  begun.restored = service > 0;
  if (!begun.restored) {
    report_decision(&begun);
    // What was not tried proves nothing, unless files hang: the next container would wait for them, too.
    if (attempt->marked && !attempt->tried && !same(attempt->reason, "deadline")) clear_attempt(settings);
    service = start_cold(&begun, attempt, arguments + 1);
    // Without a process there is no service, whoever starts it: the command itself, in place of this program.
    if (service < 0) execute(arguments + 1, environ);
  } else {
    report_decision(&begun);
  }
  mark_started(settings);
  return serve(&begun, service);
}
