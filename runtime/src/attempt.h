// An attempt to restore, and what came of it. It lies in shared memory: a child makes the attempt, because files may
// hang, and a defect in reading them must not end the container.
#pragma once
#include "manifest.h"
#include "settings.h"
#include <stdatomic.h>

// Who brings the service back: CRIU, called by this program, or the captured JVM itself.
typedef enum { BY_NONE, BY_CRIU, BY_JVM } Restorer;

typedef struct {
  // Why the start is cold, one of the reasons of docs/runtime-layer.md, and a sentence about it.
  char reason[24];
  char detail[320];
  Restorer restorer;
  Manifest manifest;
  uint64_t service;  // process id of the service after a restore with CRIU
  uint64_t port;     // 0: unknown
  uint64_t tried_at; // when the engine began, in ticks
  // How far the child came.
  _Atomic bool readable; // the manifest was read and is well-formed
  _Atomic bool marked;   // the guard has the attempt
  _Atomic bool placed;   // files were put in place or removed
  _Atomic bool tried;    // the engine was about to run
} Attempt;

// Sets the reason; for use as `return refuse(…)`.
bool refuse(Attempt *attempt, const char *reason, const char *format, ...) __attribute__((format(printf, 3, 4)));
