// Waits until a moment of the service's clock.
#pragma once

// Brings all threads that wait on the machine's clock out of the kernel; they look at the clock again, and wait on.
// Returns how many could not be brought out in time.
int interrupt_waits(int milliseconds);
