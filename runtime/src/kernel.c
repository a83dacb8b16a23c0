#include "kernel.h"
#include "system.h"
#include "text.h"
#include <errno.h>
#include <limits.h>
#include <stdalign.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <unistd.h>

#define PAGE 4096
// Registered and given back at once, with any signature.
#define RSEQ_MOST 256
#define RSEQ_UNREGISTER 1
#define RSEQ_SIGNATURE 0x53053053
#define MAP_SHADOW_STACK 453 // the number of map_shadow_stack(2) on all architectures that have it

static bool takes_advice(int advice) {
  void *page = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  bool taken = page != MAP_FAILED && madvise(page, PAGE, advice) == 0;
  if (page != MAP_FAILED) munmap(page, PAGE);
  return taken;
}

// This program's C library registers none.
static bool registers_rseq(uint32_t bytes) {
  static alignas(RSEQ_MOST) char area[RSEQ_MOST];
  if (bytes > sizeof area || syscall(SYS_rseq, area, bytes, 0, RSEQ_SIGNATURE) != 0) return false;
  syscall(SYS_rseq, area, bytes, RSEQ_UNREGISTER, RSEQ_SIGNATURE);
  return true;
}

static bool has_shadow_stacks(void) {
  void *stack = (void *)syscall(MAP_SHADOW_STACK, NULL, PAGE, 0);
  if (stack == MAP_FAILED) return false;
  munmap(stack, PAGE);
  return true;
}

// 1 or 2; 0 where it cannot be known, and then nothing is compared. The hierarchies of version 1 have numbers and name
// their controllers, also beside version 2, and a JVM then reads version 1.
static int cgroup_version(const char *proc) {
  char path[PATH_MAX], text[8192];
  if (join(path, sizeof path, proc, "self/cgroup") == NULL || read_beginning(path, text, sizeof text) <= 0) return 0;
  return strstr(text, ":memory:") == NULL && strstr(text, ",memory:") == NULL && strstr(text, ":memory,") == NULL ? 2
                                                                                                                  : 1;
}

static bool number_after(const char *need, const char *prefix, uint64_t *number) {
  return starts_with(need, prefix) && parse_number(need + strlen(prefix), INT_MAX, number);
}

static const char *kernel_version(void) {
  static struct utsname name;
  return uname(&name) == 0 ? name.release : "an unknown version";
}

static bool has(const char *need, const char *proc, char *detail, size_t size) {
  uint64_t number;
  if (number_after(need, "cgroup-v", &number)) {
    int here = cgroup_version(proc);
    if (here == 0 || here == (int)number) return true;
    snprintf(detail, size, "the captured JVM reads cgroup v%d, and this node has v%d", (int)number, here);
  } else if (number_after(need, "advice-", &number)) {
    if (takes_advice((int)number)) return true;
    snprintf(detail, size, "the captured service has memory with advice %d of madvise, which Linux %s here refuses",
             (int)number, kernel_version());
  } else if (number_after(need, "rseq-", &number)) {
    if (registers_rseq((uint32_t)number)) return true;
    snprintf(detail, size, "the captured service has restartable sequences of %d bytes, which Linux %s here refuses",
             (int)number, kernel_version());
  } else if (same(need, "shadow-stack")) {
    if (has_shadow_stacks()) return true;
    snprintf(detail, size, "the captured service has shadow stacks, and Linux %s here has none", kernel_version());
  } else {
    snprintf(detail, size, "the checkpoint needs %s, which this program does not know", need);
  }
  return false;
}

bool kernel_has(const char *needs, const char *proc, char *detail, size_t size) {
  char need[40];
  while (next_word(&needs, " ", need, sizeof need)) {
    if (!has(need, proc, detail, size)) return false;
  }
  return true;
}
