#include "serve.h"
#include "guard.h"
#include "listening.h"
#include "processes.h"
#include "system.h"
#include <signal.h>
#include <unistd.h>

#define SECOND_US 1000000
#define FIRST_LOOK_US 2000
#define LAST_LOOK_US 50000
#define KEPT 64

static struct {
  int signals[KEPT];
  size_t count;
} kept;

void keep_signal(int signal) {
  if (kept.count < KEPT) kept.signals[kept.count++] = signal;
}

bool await_child(pid_t child, uint64_t deadline) {
  int status;
  while (!has_ended(child, &status)) {
    Event event = next_event(deadline, -1, -1);
    if (event.kind == EVENT_TIMEOUT) return has_ended(child, &status);
    if (event.kind == EVENT_SIGNAL) keep_signal(event.signal);
  }
  return true;
}

typedef struct {
  const Start *start;
  pid_t service;
  bool asked_to_end; // by TERM, INT or HUP
  bool reported;
  bool guarded; // the attempt has still to prove itself
  uint64_t look, pause, give_up, proven;
} Serving;

static void pass_on(Serving *serving, int signal) {
  if (signal == SIGTERM || signal == SIGINT || signal == SIGHUP) serving->asked_to_end = true;
  kill(serving->service, signal);
}

static void look_at_port(Serving *serving) {
  const Start *start = serving->start;
  uint64_t at = ticks();
  if (serving->reported || at < serving->look) return;
  if (listening(start->settings, start->attempt->port)) {
    report_end(start, "listening");
    serving->reported = true;
  } else if (at >= serving->give_up) {
    report_end(start, "not-listening");
    serving->reported = true;
  }
  if (serving->pause < LAST_LOOK_US) serving->pause += FIRST_LOOK_US / 2;
  serving->look = at + serving->pause;
}

// A service that lives this long has not crashed because of its checkpoint.
static void look_at_guard(Serving *serving) {
  if (!serving->guarded || ticks() < serving->proven) return;
  clear_attempt(serving->start->settings);
  serving->guarded = false;
}

static uint64_t next_look(const Serving *serving) {
  uint64_t next = UINT64_MAX / 2;
  if (!serving->reported) next = serving->look;
  if (serving->guarded && serving->proven < next) next = serving->proven;
  return next;
}

static Serving begin(const Start *start, pid_t service) {
  uint64_t at = ticks();
  return (Serving){
      .start = start,
      .service = service,
      .guarded = start->restored && start->attempt->marked,
      .look = at,
      .pause = start->restored ? FIRST_LOOK_US : FIRST_LOOK_US * 5,
      .give_up = at + start->settings->listen_seconds * SECOND_US,
      .proven = at + start->settings->guard_seconds * SECOND_US,
  };
}

int serve(const Start *start, pid_t service) {
  Serving serving = begin(start, service);
  int status;
  for (size_t i = 0; i < kept.count; i++) pass_on(&serving, kept.signals[i]);
  if (start->attempt->port == 0) {
    report_end(start, "running");
    serving.reported = true;
  }
  for (;;) {
    look_at_port(&serving);
    look_at_guard(&serving);
    if (has_ended(service, &status)) break;
    Event event = next_event(next_look(&serving), -1, -1);
    bool has_it = event.from_tty && getpgid(service) == getpgrp();
    if (event.kind == EVENT_SIGNAL && !has_it) pass_on(&serving, event.signal);
  }
  if (!serving.reported) report_end(start, "not-listening");
  if (serving.guarded && (exit_status(status) == 0 || serving.asked_to_end)) clear_attempt(start->settings);
  return exit_status(status);
}
