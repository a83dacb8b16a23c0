// How the service came up, as JSON lines on standard error and in the guard's folder.
#pragma once
#include "attempt.h"

typedef struct {
  Settings *settings;
  const Attempt *attempt;
  uint64_t began; // in ticks
  bool restored;
  uint64_t restore_us, hooks_us; // 0: none
} Start;

// What is known at once.
void report_decision(const Start *start);

// `event`: "listening", "not-listening" or "running".
void report_end(const Start *start, const char *event);
