// The other calls that wait until a moment of the monotonic clock. No JDK makes them, but libraries in C++ do. They
// wait with the deadline on the machine's clock; one that waits across a dump looks at the service's clock when it
// returns.
#include "clock.h"
#include "real.h"
#include <errno.h>
#include <stddef.h>

#define EXPORTED __attribute__((visibility("default")))
#define STEP_NS 10000000

extern int *__errno_location(void);

// On the machine's clock; at most a step ahead while the clock is watched.
static struct timespec machine_deadline(const struct timespec *deadline) {
  const Shift *shift = current_shift();
  int64_t there;
  if (shift != NULL) {
    there = nanoseconds(deadline) - shift->seconds * SECOND - shift->nanoseconds;
  } else {
    struct timespec now;
    int64_t left = nanoseconds(deadline) - service_time();
    kernel_time(&now);
    there = nanoseconds(&now) + (left < STEP_NS ? left : STEP_NS);
  }
  return timespec_of(there < 0 ? 0 : there);
}

static int lock_until(ClockLock *lock, void *subject, const struct timespec *deadline) {
  for (;;) {
    uint32_t watched = watched_so_far();
    const Shift *shift = current_shift();
    struct timespec there = machine_deadline(deadline);
    int result = lock(subject, CLOCK_MONOTONIC, &there);
    if (result != ETIMEDOUT || (shift != NULL && watched_so_far() == watched)) return result;
    if (service_time() >= nanoseconds(deadline)) return result;
  }
}

// A semaphore's error is in errno.
static int wait_semaphore(void *semaphore, clockid_t clock, const struct timespec *deadline) {
  return real_semaphore_wait(semaphore, clock, deadline) == 0 ? 0 : *__errno_location();
}

EXPORTED int sem_clockwait(void *semaphore, clockid_t clock, const struct timespec *deadline) {
  if (clock != CLOCK_MONOTONIC) return real_semaphore_wait(semaphore, clock, deadline);
  int result = lock_until(wait_semaphore, semaphore, deadline);
  if (result != 0) *__errno_location() = result;
  return result == 0 ? 0 : -1;
}

EXPORTED int pthread_mutex_clocklock(void *mutex, clockid_t clock, const struct timespec *deadline) {
  if (clock != CLOCK_MONOTONIC) return real_mutex_lock(mutex, clock, deadline);
  return lock_until(real_mutex_lock, mutex, deadline);
}

EXPORTED int pthread_rwlock_clockrdlock(void *lock, clockid_t clock, const struct timespec *deadline) {
  if (clock != CLOCK_MONOTONIC) return real_read_lock(lock, clock, deadline);
  return lock_until(real_read_lock, lock, deadline);
}

EXPORTED int pthread_rwlock_clockwrlock(void *lock, clockid_t clock, const struct timespec *deadline) {
  if (clock != CLOCK_MONOTONIC) return real_write_lock(lock, clock, deadline);
  return lock_until(real_write_lock, lock, deadline);
}

// As sleeps for a length, which a dump ends: the kernel then holds no moment of a clock.
EXPORTED int clock_nanosleep(clockid_t clock, int flags, const struct timespec *length, struct timespec *left) {
  if (clock != CLOCK_MONOTONIC || !(flags & TIMER_ABSTIME)) return real_sleep(clock, flags, length, left);
  for (;;) {
    uint32_t watched = watched_so_far();
    int64_t ahead = nanoseconds(length) - service_time();
    if (ahead <= 0) return 0;
    struct timespec rest = timespec_of(ahead);
    int result = real_sleep(CLOCK_MONOTONIC, 0, &rest, NULL);
    if (result != 0 && watched_so_far() == watched) return result;
  }
}
