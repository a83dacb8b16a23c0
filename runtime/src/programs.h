// The programs that this one file is, by the name it is called with.
#pragma once

int start(int count, char **arguments);
int capture(int count, char **arguments);
int capture_jvm(int count, char **arguments);
int capture_bare(int count, char **arguments);
int seed(int count, char **arguments);
int tool(int count, char **arguments);
