// Who waits in the C library on the machine's clock, and what has been signalled.
#pragma once
#include <stdint.h>

// A thread that waits.
typedef struct Waiter Waiter;

// Notes that the calling thread waits for this condition; NULL when there is no room.
Waiter *note_waiter(void *condition);

// Returns when nobody is about to wake this waiter: its condition may then be destroyed.
void forget_waiter(Waiter *waiter);

// Wakes all waiters, and returns how many there were.
int wake_waiters(void);

// Differs from what it was before a waiter was noted, when that waiter may have been woken.
uint32_t wakes_so_far(void);

// How often this condition, or one that shares the number, has been signalled.
uint32_t *signals_of(const void *condition);
