// Signals and children of a program that starts a service and waits for it.
#pragma once
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

// From here on signals wait until `next_event` takes them, but those that mean a defect of this program. Orphans of the
// service become children of this process.
void take_signals(void);

typedef enum { EVENT_TIMEOUT, EVENT_SIGNAL, EVENT_CHILD, EVENT_READABLE } EventKind;

typedef struct {
  EventKind kind;
  int signal;     // EVENT_SIGNAL
  bool from_tty;  // from the terminal, which sends it to the whole process group
  int descriptor; // EVENT_READABLE, also at the end of a pipe
} Event;

// Waits until `deadline` (in ticks) for a signal, the end of a child, or one of two descriptors (-1: none).
Event next_event(uint64_t deadline, int first, int second);

// Whether a child has ended, and how. Takes all others that have ended, too.
bool has_ended(pid_t child, int *status);

// Whether a process is a child of this one, running or just ended.
bool is_child(pid_t process);

// The status of a shell: that of the program, or 128 and the signal.
int exit_status(int status);

// Starts a child that has the signals of a fresh program; 0 in the child.
pid_t start_child(void);

// Executes a program, searched in PATH; ends the process with 126 or 127 when that fails.
_Noreturn void execute(char **argv, char **environment);

// Kills all children and what they leave behind, until no child is left or the deadline (in ticks) has passed.
void kill_children(uint64_t deadline);
