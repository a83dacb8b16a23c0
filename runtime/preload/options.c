// The options of a capture for the `java` launcher. In JDK_JAVA_OPTIONS they would make it write a line, `NOTE: Picked
// up …`, which scripts that read the first line of `java -version` take for the answer; and every program of the
// container would have them. So they come in a variable of their own, after what the service has in JDK_JAVA_OPTIONS.
#include <stddef.h>

#define EXPORTED __attribute__((visibility("default")))
#define NEXT ((void *)-1)
#define OPTIONS "EKS_CRAC_JVM_OPTIONS"
#define LONGEST 4096

// The launcher's own library, libjli: there in a `java` process alone.
typedef unsigned char jboolean;
extern __attribute__((weak)) jboolean JLI_AddArgsFromEnvVar(void *arguments, const char *variable);
extern __attribute__((weak)) void *JLI_PreprocessArg(const char *argument, jboolean expand);
extern __attribute__((weak)) int JLI_GetAppArgIndex(void);
extern __attribute__((weak)) char *JLI_StringDup(const char *text);
extern __attribute__((weak)) void JLI_List_add(void *list, char *text);
extern __attribute__((weak)) void *dlsym(void *handle, const char *name);
extern __attribute__((weak)) char *getenv(const char *name);

// As the launcher adds one of its command line.
static void add(void *arguments, const char *option) {
  JLI_PreprocessArg(option, 0);
  JLI_List_add(arguments, JLI_StringDup(option));
}

static void add_all(void *arguments, const char *options) {
  char option[LONGEST];
  size_t length = 0;
  for (;; options++) {
    if (*options != ' ' && *options != '\0') {
      if (length + 1 < sizeof option) option[length++] = *options;
      continue;
    }
    option[length] = '\0';
    if (length > 0) add(arguments, option);
    length = 0;
    if (*options == '\0') return;
  }
}

// Called before the options of the command line are added.
EXPORTED jboolean JLI_AddArgsFromEnvVar(void *arguments, const char *variable) {
  jboolean (*real)(void *, const char *) =
      dlsym == NULL ? NULL : (jboolean (*)(void *, const char *))dlsym(NEXT, "JLI_AddArgsFromEnvVar");
  jboolean added = real == NULL ? 0 : real(arguments, variable);
  const char *options = getenv == NULL ? NULL : getenv(OPTIONS);
  // Other programs of a JDK, such as `jcmd`, are the same launcher, and take no options from variables.
  if (options != NULL && JLI_GetAppArgIndex() != 0) add_all(arguments, options);
  return added;
}
