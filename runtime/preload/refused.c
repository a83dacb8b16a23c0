// A system call that no program of a capture may make. Netty and others take io_uring where the kernel has it, and CRIU
// cannot dump it; without it they take epoll. Container runtimes forbid it in most pods, and a capture has none of
// their rules, because a filtered process cannot be dumped without SYS_ADMIN.
#include <errno.h>
#include <stdarg.h>
#include <stddef.h>
#include <sys/syscall.h>

#define EXPORTED __attribute__((visibility("default")))
#define NEXT ((void *)-1)

typedef long SystemCall(long number, ...);

extern __attribute__((weak)) void *dlsym(void *handle, const char *name);
extern int *__errno_location(void);

static SystemCall *real;

EXPORTED long syscall(long number, ...) {
  long a[6];
  va_list arguments;
  va_start(arguments, number);
  for (int i = 0; i < 6; i++) a[i] = va_arg(arguments, long);
  va_end(arguments);
  SystemCall *next = __atomic_load_n(&real, __ATOMIC_RELAXED);
  if (next == NULL && dlsym != NULL) {
    next = (SystemCall *)dlsym(NEXT, "syscall");
    __atomic_store_n(&real, next, __ATOMIC_RELAXED);
  }
  if (next != NULL && number != SYS_io_uring_setup) return next(number, a[0], a[1], a[2], a[3], a[4], a[5]);
  *__errno_location() = ENOSYS;
  return -1;
}
