#include "waiters.h"
#include "kernel.h"
#include "real.h"

#define ROOM 4096
#define TRIES 64
#define WAKING ((uintptr_t)1)

static uintptr_t waiting[ROOM];
static uint32_t signals[ROOM];
static uint32_t wakes;

static unsigned place_of(uintptr_t address) { return (unsigned)(address * 0x9E3779B97F4A7C15u >> 52); }

uint32_t *signals_of(const void *condition) { return &signals[place_of((uintptr_t)condition)]; }

// Found by the thread's stack: mostly the same place each time, and no other thread's.
Waiter *note_waiter(void *condition) {
  unsigned place = place_of((uintptr_t)__builtin_frame_address(0) >> 12);
  for (unsigned i = 0; i < TRIES; i++) {
    uintptr_t *at = &waiting[(place + i) % ROOM], none = 0;
    if (__atomic_compare_exchange_n(at, &none, (uintptr_t)condition, 0, __ATOMIC_SEQ_CST, __ATOMIC_RELAXED))
      return (Waiter *)at;
  }
  return NULL;
}

void forget_waiter(Waiter *waiter) {
  uintptr_t *at = (uintptr_t *)waiter;
  for (;;) {
    uintptr_t own = __atomic_load_n(at, __ATOMIC_RELAXED) & ~WAKING;
    if (__atomic_compare_exchange_n(at, &own, 0, 0, __ATOMIC_SEQ_CST, __ATOMIC_RELAXED)) return;
    kernel_yield();
  }
}

uint32_t wakes_so_far(void) { return __atomic_load_n(&wakes, __ATOMIC_SEQ_CST); }

int wake_waiters(void) {
  int found = 0;
  for (unsigned i = 0; i < ROOM; i++) {
    uintptr_t condition = __atomic_load_n(&waiting[i], __ATOMIC_SEQ_CST);
    if (condition == 0 || condition & WAKING) continue;
    found++;
    if (!__atomic_compare_exchange_n(&waiting[i], &condition, condition | WAKING, 0, __ATOMIC_SEQ_CST,
                                     __ATOMIC_RELAXED))
      continue;
    __atomic_fetch_add(&wakes, 1, __ATOMIC_SEQ_CST);
    real_broadcast((void *)condition);
    __atomic_store_n(&waiting[i], condition, __ATOMIC_SEQ_CST);
  }
  return found;
}
