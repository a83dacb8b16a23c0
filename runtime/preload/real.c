#include "real.h"
#include "kernel.h"
#include <errno.h>

#define EXPORTED __attribute__((visibility("default")))
#define NEXT ((void *)-1)
#define EVERYWHERE ((void *)0)

// Weak, because musl has no dlvsym, and a program on an old glibc may have neither: such a program is no JVM.
extern __attribute__((weak)) void *dlsym(void *handle, const char *name);
extern __attribute__((weak)) void *dlvsym(void *handle, const char *name, const char *version);

// Before glibc 2.36 dlsym finds the oldest version of a function, and its conditions of 2.2.5 are of another layout.
static void *next(const char *name) {
  void *found = dlvsym == NULL ? NULL : dlvsym(NEXT, name, "GLIBC_2.3.2");
  return found == NULL && dlsym != NULL ? dlsym(NEXT, name) : found;
}

#define REAL(type, pointer, name, parameters, arguments, otherwise)                                                    \
  static int find_##pointer parameters {                                                                               \
    type *found = (type *)next(name);                                                                                  \
    if (found == NULL) return otherwise;                                                                               \
    __atomic_store_n(&pointer, found, __ATOMIC_RELAXED);                                                               \
    return found arguments;                                                                                            \
  }                                                                                                                    \
  type *pointer = find_##pointer;

static int ask_kernel(clockid_t clock, struct timespec *time) {
  return system_call(SYS_clock_gettime, clock, (long)time, 0, 0, 0, 0) == 0 ? 0 : -1;
}

static int sleep_in_kernel(clockid_t clock, int flags, const struct timespec *length, struct timespec *left) {
  return (int)-system_call(SYS_clock_nanosleep, clock, flags, (long)length, (long)left, 0, 0);
}

REAL(ReadClock, real_read_clock, "clock_gettime", (clockid_t clock, struct timespec *time), (clock, time),
     ask_kernel(clock, time))
REAL(Sleep, real_sleep, "clock_nanosleep",
     (clockid_t clock, int flags, const struct timespec *length, struct timespec *left), (clock, flags, length, left),
     sleep_in_kernel(clock, flags, length, left))
REAL(Signal, real_signal, "pthread_cond_signal", (void *condition), (condition), ENOSYS)
REAL(Signal, real_broadcast, "pthread_cond_broadcast", (void *condition), (condition), ENOSYS)
REAL(TimedWait, real_timed_wait, "pthread_cond_timedwait",
     (void *condition, void *mutex, const struct timespec *deadline), (condition, mutex, deadline), ENOSYS)
REAL(ClockWait, real_clock_wait, "pthread_cond_clockwait",
     (void *condition, void *mutex, clockid_t clock, const struct timespec *deadline),
     (condition, mutex, clock, deadline), ENOSYS)

#define REAL_LOCK(pointer, name, otherwise)                                                                            \
  REAL(ClockLock, pointer, name, (void *lock, clockid_t clock, const struct timespec *deadline),                       \
       (lock, clock, deadline), otherwise)

REAL_LOCK(real_semaphore_wait, "sem_clockwait", -1)
REAL_LOCK(real_mutex_lock, "pthread_mutex_clocklock", ENOSYS)
REAL_LOCK(real_read_lock, "pthread_rwlock_clockrdlock", ENOSYS)
REAL_LOCK(real_write_lock, "pthread_rwlock_clockwrlock", ENOSYS)

void kernel_time(struct timespec *time) { ask_kernel(CLOCK_MONOTONIC, time); }

EXPORTED int clock_gettime(clockid_t clock, struct timespec *time);

int is_preloaded(void) { return dlsym != NULL && dlsym(EVERYWHERE, "clock_gettime") == (void *)clock_gettime; }
