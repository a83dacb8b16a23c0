// What the programs that are PID 1 of a capture share.
#pragma once
#include <stdbool.h>
#include <sys/types.h>

const char *checkpoint_folder(void);

// Raises the PID counter, which takes no privilege.
void raise_pids(void);

// The variables of the container, in a file of the folder.
bool list_variables(const char *folder);

// The outputs of this process and of its children become files.
bool redirect_output(void);

// Waits for the service and returns its status. With a folder, it looks for a JVM and writes down which it is.
int await_service(pid_t service, const char *folder);

// Waits until no other process is left.
void outlast_dump(void);
