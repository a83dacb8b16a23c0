// The functions of the C library that this library stands before. Each pointer leads to a function that looks the real
// one up, so that no call has to check it.
#pragma once
#include <stddef.h>
#include <time.h>

typedef int ReadClock(clockid_t clock, struct timespec *time);
typedef int Sleep(clockid_t clock, int flags, const struct timespec *length, struct timespec *left);
typedef int Signal(void *condition);
typedef int TimedWait(void *condition, void *mutex, const struct timespec *deadline);
typedef int ClockWait(void *condition, void *mutex, clockid_t clock, const struct timespec *deadline);
typedef int ClockLock(void *lock, clockid_t clock, const struct timespec *deadline);

extern ReadClock *real_read_clock;
extern Sleep *real_sleep;
extern Signal *real_signal, *real_broadcast;
extern TimedWait *real_timed_wait;
extern ClockWait *real_clock_wait;
extern ClockLock *real_semaphore_wait, *real_mutex_lock, *real_read_lock, *real_write_lock;

// The machine's monotonic clock, by a system call.
void kernel_time(struct timespec *time);

// Whether the functions of this library come before those of the C library: it was preloaded.
int is_preloaded(void);
