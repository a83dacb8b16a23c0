// The clock that the service sees: the monotonic clock of the machine and a shift, which each restore sets so that no
// time has passed since the dump. Around a dump the clock is watched: each reading looks whether it is another
// machine's.
#pragma once
#include <stdint.h>
#include <time.h>

#define SECOND 1000000000

// What is added to the machine's clock; nanoseconds from 0 up to a second.
typedef struct {
  int64_t seconds, nanoseconds;
} Shift;

// The shift in force; NULL while the clock is watched.
extern const Shift *shift_in_force;

// How often the clock has been watched.
extern uint32_t times_watched;

static inline const Shift *current_shift(void) { return __atomic_load_n(&shift_in_force, __ATOMIC_SEQ_CST); }

static inline uint32_t watched_so_far(void) { return __atomic_load_n(&times_watched, __ATOMIC_SEQ_CST); }

// The service's clock, in nanoseconds.
int64_t service_time(void);

// From here on each reading looks at the word, which reads 0 until a restore. No wait may be begun on the machine's
// clock.
void watch_clock(const volatile uint32_t *restored);

// Ends it: with the shift of the restore, or with the one from before when there was none. Returns whether there was
// one.
int unwatch_clock(void);

static inline int64_t nanoseconds(const struct timespec *time) {
  return (int64_t)time->tv_sec * SECOND + time->tv_nsec;
}

static inline struct timespec timespec_of(int64_t nanoseconds) {
  return (struct timespec){.tv_sec = nanoseconds / SECOND, .tv_nsec = nanoseconds % SECOND};
}
