// System calls without the C library: they set no errno, and are over before or after a dump, never in the middle of it
// as a reading in the vDSO may be.
#pragma once
#include <linux/futex.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <time.h>

#if defined(__x86_64__)
static inline long system_call(long number, long a, long b, long c, long d, long e, long f) {
  register long r10 __asm__("r10") = d, r8 __asm__("r8") = e, r9 __asm__("r9") = f;
  long result;
  __asm__ volatile("syscall"
                   : "=a"(result)
                   : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
                   : "rcx", "r11", "memory");
  return result;
}
#elif defined(__aarch64__)
static inline long system_call(long number, long a, long b, long c, long d, long e, long f) {
  register long x8 __asm__("x8") = number, x0 __asm__("x0") = a, x1 __asm__("x1") = b, x2 __asm__("x2") = c;
  register long x3 __asm__("x3") = d, x4 __asm__("x4") = e, x5 __asm__("x5") = f;
  __asm__ volatile("svc 0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4), "r"(x5) : "memory");
  return x0;
}
#endif

static inline void kernel_sleep(const struct timespec *length) {
  system_call(SYS_nanosleep, (long)length, 0, 0, 0, 0, 0);
}

static inline void kernel_yield(void) { system_call(SYS_sched_yield, 0, 0, 0, 0, 0, 0); }

// Until the word has another value or is woken, and no longer than this.
static inline void kernel_wait(uint32_t *word, uint32_t value, const struct timespec *length) {
  system_call(SYS_futex, (long)word, FUTEX_WAIT_PRIVATE, value, (long)length, 0, 0);
}

static inline void kernel_wake(uint32_t *word) {
  system_call(SYS_futex, (long)word, FUTEX_WAKE_PRIVATE, INT32_MAX, 0, 0, 0);
}
