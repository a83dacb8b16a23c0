#pragma once
#include "manifest.h"
#include "settings.h"
#include <stdbool.h>

// The number under which CRIU is given the memory file.
#define MEMORY 6

// Whether a file is reached over a network, or by another program (FUSE).
bool is_remote(int file);

// Whether code in a file can be run, and changed in a private mapping: not on a mount with `noexec`, nor where a
// security module forbids it.
bool can_hold_code(int file);

// Has the kernel read what a restored service uses first: the ranges of the memory file, lines of OFFSET BYTES, and
// CRIU's files of pages. It goes on without waiting for the disk.
void read_ahead(int file, const char *checkpoint, const Manifest *manifest);

// Has the kernel drop what it holds of a file, so that it then holds what was read.
void forget(int file);

// A copy of a file in memory, where it can be read only; -1 with errno when that fails.
int copy_to_memory(int file);

// Gives the program that is executed next a file under a number; the other number is closed then.
bool give_descriptor(int file, int number);

// Gives CRIU the memory file of a checkpoint as MEMORY; false without one.
bool give_memory(const Settings *settings, const Manifest *manifest);
