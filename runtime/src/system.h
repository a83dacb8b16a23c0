// Clock, memory, files and messages.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

// CLOCK_BOOTTIME, which /proc/uptime shows, in microseconds: it goes on while a machine is suspended.
uint64_t now(void);

// CLOCK_MONOTONIC in microseconds, for deadlines and durations.
uint64_t ticks(void);

// Milliseconds until `deadline` (in ticks), rounded up, for poll; 0 when it has passed.
int until(uint64_t deadline);

// Writes "eks-crac: " and the message as one line to standard error.
void say(const char *format, ...) __attribute__((format(printf, 1, 2)));

// Memory that stays what it is in a child and whose changes its parent sees; zeroed; NULL when there is no more. It is
// taken from one mapping, made by the first call; nothing is given back.
void *shared(size_t bytes);

// Reads a whole file into shared memory, with a NUL at its end; NULL with errno when that fails, or with EFBIG when it
// is larger than `most`.
char *read_file(const char *path, size_t most, size_t *bytes);

// Reads the beginning of a file, at most size - 1 bytes and a NUL; -1 with errno on failure.
ssize_t read_beginning(const char *path, char *buffer, size_t size);

bool write_all(int descriptor, const char *data, size_t bytes);

// Replaces a file as a whole, by a rename.
bool write_file(const char *path, const char *text);

// `folder`/`name` in a buffer; NULL when it is too long for a path.
const char *join(char *buffer, size_t size, const char *folder, const char *name);
