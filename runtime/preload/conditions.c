// Timed waits for a condition.
//
// Outside of a dump the C library waits, with the deadline on the machine's clock, and the waiter is noted. Before a
// dump all noted waiters are woken, and wait on in steps of a few milliseconds: a deadline that is in the kernel at the
// dump would be one of another machine's clock after it. Signals are counted, so that a woken waiter knows whether it
// was meant; nobody returns early.
#include "waits.h"
#include "clock.h"
#include "kernel.h"
#include "real.h"
#include "waiters.h"
#include <errno.h>
#include <stddef.h>

#define EXPORTED __attribute__((visibility("default")))
#define STEP_NS 10000000
#define BETWEEN_WAKES_NS 1000000
#define NO_CLOCK (-1)
#define GO_ON (-1)
// No monotonic clock reads as much within 31 years of uptime, and the wall clock has read more since 2001. So a
// deadline tells its clock, which would otherwise be inside of the condition, in a layout that changes between C
// libraries.
#define OLDEST_WALL_CLOCK 1000000000

extern __attribute__((weak)) int pthread_mutex_lock(void *mutex);
extern __attribute__((weak)) int pthread_mutex_unlock(void *mutex);

static uint32_t stepping;

typedef struct {
  void *condition, *mutex;
  clockid_t clock; // as given, or NO_CLOCK
  int64_t deadline;
  uint32_t *signals;
  uint32_t signals_before;
} Wait;

static int was_signalled(const Wait *wait) {
  return __atomic_load_n(wait->signals, __ATOMIC_SEQ_CST) != wait->signals_before;
}

static int wait_really(const Wait *wait, const struct timespec *deadline) {
  if (wait->clock == NO_CLOCK) return real_timed_wait(wait->condition, wait->mutex, deadline);
  return real_clock_wait(wait->condition, wait->mutex, wait->clock, deadline);
}

// GO_ON when the deadline is ahead and nothing was signalled.
static int outcome(const Wait *wait) {
  if (was_signalled(wait)) return 0;
  return service_time() >= wait->deadline ? ETIMEDOUT : GO_ON;
}

// Waits in steps without a moment of any clock, until the clock is no longer watched. A signal wakes it.
static int wait_in_steps(const Wait *wait, int whole) {
  int result;
  __atomic_fetch_add(&stepping, 1, __ATOMIC_SEQ_CST);
  while ((result = outcome(wait)) == GO_ON && (whole || current_shift() == NULL)) {
    int64_t left = wait->deadline - service_time();
    struct timespec step = timespec_of(left < 0 ? 0 : left < STEP_NS ? left : STEP_NS);
    pthread_mutex_unlock(wait->mutex);
    kernel_wait(wait->signals, wait->signals_before, &step);
    pthread_mutex_lock(wait->mutex);
  }
  __atomic_fetch_sub(&stepping, 1, __ATOMIC_SEQ_CST);
  return result;
}

static int wait_noted(const Wait *wait) {
  uint32_t wakes = wakes_so_far();
  Waiter *waiter = note_waiter(wait->condition);
  if (waiter == NULL) return wait_in_steps(wait, 1);
  const Shift *shift = current_shift();
  int result = GO_ON;
  if (shift != NULL) {
    int64_t deadline = wait->deadline - shift->seconds * SECOND - shift->nanoseconds;
    struct timespec there = timespec_of(deadline < 0 ? 0 : deadline);
    result = wait_really(wait, &there);
  }
  forget_waiter(waiter);
  if (shift == NULL) return wait_in_steps(wait, 0);
  if (wakes_so_far() == wakes || (result != 0 && result != ETIMEDOUT)) return result;
  return outcome(wait);
}

static int wait_until(void *condition, void *mutex, clockid_t clock, const struct timespec *deadline) {
  Wait wait = {.condition = condition, .mutex = mutex, .clock = clock, .signals = signals_of(condition)};
  wait.deadline = nanoseconds(deadline);
  wait.signals_before = __atomic_load_n(wait.signals, __ATOMIC_SEQ_CST);
  int result;
  do result = wait_noted(&wait);
  while (result == GO_ON);
  return result;
}

static int is_ours(const struct timespec *deadline) {
  return deadline->tv_sec >= 0 && deadline->tv_sec < OLDEST_WALL_CLOCK && deadline->tv_nsec >= 0 &&
         deadline->tv_nsec < SECOND;
}

EXPORTED int pthread_cond_timedwait(void *condition, void *mutex, const struct timespec *deadline) {
  if (!is_ours(deadline)) return real_timed_wait(condition, mutex, deadline);
  return wait_until(condition, mutex, NO_CLOCK, deadline);
}

EXPORTED int pthread_cond_clockwait(void *condition, void *mutex, clockid_t clock, const struct timespec *deadline) {
  if (clock != CLOCK_MONOTONIC || !is_ours(deadline)) return real_clock_wait(condition, mutex, clock, deadline);
  return wait_until(condition, mutex, clock, deadline);
}

static void count_signal(const void *condition) {
  uint32_t *signals = signals_of(condition);
  __atomic_fetch_add(signals, 1, __ATOMIC_SEQ_CST);
  if (__atomic_load_n(&stepping, __ATOMIC_SEQ_CST) != 0) kernel_wake(signals);
}

EXPORTED int pthread_cond_signal(void *condition) {
  count_signal(condition);
  return real_signal(condition);
}

EXPORTED int pthread_cond_broadcast(void *condition) {
  count_signal(condition);
  return real_broadcast(condition);
}

int interrupt_waits(int milliseconds) {
  const struct timespec between = {.tv_nsec = BETWEEN_WAKES_NS};
  int left = wake_waiters();
  for (int i = 0; left > 0 && i < milliseconds; i++) {
    kernel_sleep(&between);
    left = wake_waiters();
  }
  return left;
}
