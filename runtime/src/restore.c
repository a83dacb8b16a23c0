#include "restore.h"
#include "checks.h"
#include "copies.h"
#include "engines.h"
#include "environment.h"
#include "files.h"
#include "guard.h"
#include "listening.h"
#include "processes.h"
#include "serve.h"
#include "system.h"
#include "text.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

#define LOG_LINES 10
#define LOOK_US 2000
#define STOP_US 200000

// What came from a pipe: its last bytes.
typedef struct {
  char text[16384];
  size_t bytes;
  bool ended;
} Heard;

static Heard log_heard, report_heard;

static void hear(int descriptor, Heard *heard) {
  for (;;) {
    if (heard->bytes + 1 >= sizeof heard->text) {
      size_t half = sizeof heard->text / 2;
      memmove(heard->text, heard->text + half, heard->bytes - half);
      heard->bytes -= half;
    }
    ssize_t got = read(descriptor, heard->text + heard->bytes, sizeof heard->text - 1 - heard->bytes);
    if (got < 0 && errno == EINTR) continue;
    if (got == 0) heard->ended = true;
    if (got <= 0) break;
    heard->bytes += (size_t)got;
    heard->text[heard->bytes] = '\0';
  }
}

// The child: everything that files can hold up, then the engine.
static _Noreturn void make_attempt(Settings *settings, Attempt *attempt, const Channels *channels) {
  choose_copy(settings);
  if (!settings->cold) mark_attempt(settings, attempt);
  if (!restorable(settings, attempt) || !place_files(settings, attempt)) _exit(1);
  if (!hand_values_over(settings, attempt, environ)) _exit(1);
  attempt->tried_at = ticks();
  attempt->tried = true;
  if (attempt->restorer == BY_JVM) become_jvm(settings, attempt, environ);
  become_criu(settings, attempt, channels);
}

// It must not write its own reason over this one. What cannot be killed is in the kernel, and writes nothing any more.
static void stop_attempt(pid_t child) {
  kill(child, SIGKILL);
  await_child(child, ticks() + STOP_US);
}

static bool past_deadline(const Start *start, Attempt *attempt, const char *what) {
  return refuse(attempt, "deadline", "%s took longer than %llu ms", what,
                (unsigned long long)start->settings->deadline_ms);
}

// Why the child ended without a restore.
static bool explain_end(Attempt *attempt, int status) {
  if (attempt->tried) {
    bool itself = attempt->restorer == BY_JVM;
    return refuse(attempt, "restore-failed", "%s ended with status %d", itself ? "the JVM" : "CRIU", exit_status(status));
  }
  if (*attempt->reason != '\0') return false;
  return refuse(attempt, "internal", "the check of the checkpoint ended with status %d", exit_status(status));
}

static bool became_jvm(const Attempt *attempt) {
  return attempt->tried && attempt->restorer == BY_JVM && report_heard.ended;
}

// Waits until CRIU has ended, or the child has become the JVM, which closes its ends of the pipes; false with a reason
// when it ended without a restore, or took too long.
static bool await_engine(const Start *start, Attempt *attempt, pid_t child, const Channels *channels,
                         uint64_t deadline) {
  int status;
  while (!has_ended(child, &status)) {
    if (became_jvm(attempt)) return true;
    Event event =
        next_event(deadline, log_heard.ended ? -1 : channels->log_in, report_heard.ended ? -1 : channels->report_in);
    if (event.kind == EVENT_TIMEOUT) {
      stop_attempt(child);
      return past_deadline(start, attempt, attempt->tried ? "the restore" : "reading the checkpoint");
    }
    if (event.kind == EVENT_SIGNAL) keep_signal(event.signal);
    hear(channels->log_in, &log_heard);
    hear(channels->report_in, &report_heard);
  }
  if (!attempt->tried || attempt->restorer != BY_CRIU || exit_status(status) != 0)
    return explain_end(attempt, status);
  if (is_child((pid_t)attempt->service)) return true;
  return refuse(attempt, "restore-failed", "CRIU ended, and process %s is not there", attempt->manifest.service);
}

static uint64_t microseconds_of(const char *report, const char *key) {
  const char *at = strstr(report, key);
  return at == NULL ? 0 : (uint64_t)(strtod(at + strlen(key), NULL) * 1000);
}

// The agent writes one line when the hooks after the restore have ended; a JVM that dies writes none.
static bool await_hooks(const Start *start, Attempt *attempt, const Channels *channels, uint64_t deadline) {
  if (*attempt->manifest.agent == '\0') return true;
  while (!report_heard.ended && strchr(report_heard.text, '\n') == NULL) {
    Event event = next_event(deadline, channels->report_in, log_heard.ended ? -1 : channels->log_in);
    if (event.kind == EVENT_TIMEOUT) return past_deadline(start, attempt, "the hooks after the restore");
    if (event.kind == EVENT_SIGNAL) keep_signal(event.signal);
    hear(channels->report_in, &report_heard);
    hear(channels->log_in, &log_heard);
  }
  char *report = report_heard.text;
  report[strcspn(report, "\n")] = '\0';
  if (*report == '\0') return refuse(attempt, "restore-failed", "the service ended before its hooks did");
  bool restored = starts_with(report, "{\"state\":\"restored\"");
  if (!restored || strstr(report, "\"warnings\":[]") == NULL) say("%s", report);
  return restored || refuse(attempt, "hook-failed", "a hook after the restore failed");
}

// CRIU's last lines, its only diagnosis.
static void show_log(const Channels *channels) {
  hear(channels->log_in, &log_heard);
  size_t from = log_heard.bytes;
  for (int lines = 0; from > 0; from--) {
    if (log_heard.text[from - 1] == '\n' && ++lines > LOG_LINES) break;
  }
  write_all(STDERR_FILENO, log_heard.text + from, log_heard.bytes - from);
}

// The JVM writes to the container's output, which this program cannot read: a port that listens shows that the restore
// worked, the end of the process that it failed. Without a port there is nothing to wait for.
static bool await_port(const Start *start, Attempt *attempt, pid_t child, uint64_t deadline) {
  int status;
  while (attempt->port > 0 && !listening(start->settings, attempt->port)) {
    uint64_t look = ticks() + LOOK_US;
    await_child(child, look < deadline ? look : deadline);
    if (has_ended(child, &status)) return explain_end(attempt, status);
    if (ticks() >= deadline) return past_deadline(start, attempt, "the restore");
  }
  return true;
}

static bool await_service(Start *start, Attempt *attempt, pid_t child, const Channels *channels, uint64_t deadline) {
  if (!await_engine(start, attempt, child, channels, deadline)) return false;
  bool itself = attempt->restorer == BY_JVM;
  if (itself && !await_port(start, attempt, child, deadline)) return false;
  start->restore_us = ticks() - attempt->tried_at;
  bool ran = itself || await_hooks(start, attempt, channels, deadline);
  start->hooks_us = microseconds_of(report_heard.text, "\"hooks\":");
  return ran;
}

pid_t restore(Start *start, Attempt *attempt) {
  uint64_t deadline = start->began + start->settings->deadline_ms * 1000;
  Channels channels;
  if (!open_channels(&channels)) {
    refuse(attempt, "internal", "no pipe: %s", strerror(errno));
    return 0;
  }
  pid_t child = start_child();
  if (child == 0) make_attempt(start->settings, attempt, &channels);
  close_far_ends(&channels);
  if (child < 0) refuse(attempt, "internal", "no process: %s", strerror(errno));
  bool restored = child > 0 && await_service(start, attempt, child, &channels, deadline);
  if (!restored && attempt->tried && attempt->restorer == BY_CRIU) show_log(&channels);
  close_channels(&channels);
  if (!restored) return 0;
  if (attempt->restorer == BY_JVM) return child;
  apply_open_files((pid_t)attempt->service);
  return (pid_t)attempt->service;
}
