#include "clock.h"
#include "real.h"
#include <stddef.h>

#define EXPORTED __attribute__((visibility("default")))
#define likely(condition) __builtin_expect(!!(condition), 1)
#define UNKNOWN INT64_MIN
// A thread that is held up for as many restores would take a shift for another.
#define SHIFTS 64

static Shift shifts[SHIFTS];
const Shift *shift_in_force = &shifts[0];
uint32_t times_watched;

static const uint32_t never;
static const volatile uint32_t *restored = &never;
static const Shift *shift_before; // in force when the watch began
static int64_t shift_before_ns;
static int64_t shift_after_ns; // found out by the first thread that sees the restore
static int64_t latest_ns;      // the greatest time that anybody has seen while the clock is watched

static int64_t machine_time(void) {
  struct timespec time;
  kernel_time(&time);
  return nanoseconds(&time);
}

static int64_t raise_latest(int64_t time) {
  int64_t latest = __atomic_load_n(&latest_ns, __ATOMIC_SEQ_CST);
  while (latest < time &&
         !__atomic_compare_exchange_n(&latest_ns, &latest, time, 0, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST)) {
  }
  return latest < time ? time : latest;
}

// Any number of threads may be here at once, or interrupted in here by a signal whose handler comes here, too: nobody
// waits for anybody, and all store the same.
static void end_watch_restored(uint32_t watch) {
  int64_t after = UNKNOWN;
  int64_t mine = __atomic_load_n(&latest_ns, __ATOMIC_SEQ_CST) - machine_time();
  if (__atomic_compare_exchange_n(&shift_after_ns, &after, mine, 0, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST)) after = mine;
  int64_t seconds = after / SECOND, rest = after % SECOND;
  if (rest < 0) {
    seconds--;
    rest += SECOND;
  }
  if (watched_so_far() != watch) return;
  Shift *shift = &shifts[watch % SHIFTS];
  __atomic_store_n(&shift->seconds, seconds, __ATOMIC_RELAXED);
  __atomic_store_n(&shift->nanoseconds, rest, __ATOMIC_RELAXED);
  const Shift *none = NULL;
  __atomic_compare_exchange_n(&shift_in_force, &none, shift, 0, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);
}

// False when the watch has ended.
static int watched_time(int64_t *time) {
  for (;;) {
    uint32_t watch = watched_so_far();
    if (current_shift() != NULL) return 0;
    int64_t now = machine_time() + shift_before_ns;
    // What was read may be of another machine; what is raised must not be.
    if (*restored == 0 && watched_so_far() == watch) {
      int64_t latest = raise_latest(now);
      // Raised before the restore, so the shift is found with it.
      if (*restored == 0) {
        *time = latest;
        return 1;
      }
    }
    if (*restored != 0) end_watch_restored(watch);
  }
}

static void apply(const Shift *shift, struct timespec *time) {
  time->tv_sec += shift->seconds;
  time->tv_nsec += shift->nanoseconds;
  if (time->tv_nsec >= SECOND) {
    time->tv_nsec -= SECOND;
    time->tv_sec++;
  }
}

static __attribute__((noinline)) int read_watched(struct timespec *time) {
  for (;;) {
    int64_t now;
    if (watched_time(&now)) {
      *time = timespec_of(now);
      return 0;
    }
    const Shift *shift = current_shift();
    if (shift == NULL) continue;
    int result = real_read_clock(CLOCK_MONOTONIC, time);
    if (result != 0) return result;
    if (current_shift() != shift) continue;
    apply(shift, time);
    return 0;
  }
}

EXPORTED int clock_gettime(clockid_t clock, struct timespec *time) {
  if (clock != CLOCK_MONOTONIC) return real_read_clock(clock, time);
  const Shift *shift = __atomic_load_n(&shift_in_force, __ATOMIC_ACQUIRE);
  int result = real_read_clock(clock, time);
  // A dump between shift and reading leaves another shift behind.
  if (!likely(shift != NULL && shift == __atomic_load_n(&shift_in_force, __ATOMIC_ACQUIRE))) return read_watched(time);
  if (likely(result == 0)) apply(shift, time);
  return result;
}

int64_t service_time(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return nanoseconds(&time);
}

void watch_clock(const volatile uint32_t *word) {
  shift_before = current_shift();
  shift_before_ns = shift_before->seconds * SECOND + shift_before->nanoseconds;
  shift_after_ns = UNKNOWN;
  restored = word;
  latest_ns = machine_time() + shift_before_ns;
  __atomic_fetch_add(&times_watched, 1, __ATOMIC_SEQ_CST);
  __atomic_store_n(&shift_in_force, (const Shift *)NULL, __ATOMIC_SEQ_CST);
  // Not less than what anybody read just before.
  raise_latest(machine_time() + shift_before_ns);
}

int unwatch_clock(void) {
  int was_restored = *restored != 0;
  const Shift *none = NULL;
  if (was_restored)
    end_watch_restored(watched_so_far());
  else
    __atomic_compare_exchange_n(&shift_in_force, &none, shift_before, 0, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);
  return was_restored;
}
