// What the agent calls: Clock.java has the other side.
#include "clock.h"
#include "real.h"
#include "waits.h"
#include <fcntl.h>
#include <jni.h>
#include <stddef.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define PAGE 4096
#define PATIENCE_MS 500

extern char **environ;
static uint32_t *word;

// Removes this library from LD_PRELOAD, which `capture` put in front: neither the service nor its children see it.
static void hide(const char *library) {
  static const char name[] = "LD_PRELOAD=";
  size_t length = strlen(library);
  for (char **entry = environ; entry != NULL && *entry != NULL; entry++) {
    char *value = *entry + sizeof name - 1;
    if (strncmp(*entry, name, sizeof name - 1) != 0 || strncmp(value, library, length) != 0) continue;
    if (value[length] == ':') {
      memmove(value, value + length + 1, strlen(value + length + 1) + 1);
    } else if (value[length] == '\0') {
      for (char **at = entry; *at != NULL; at++) at[0] = at[1];
    }
    return;
  }
}

// Maps the file anew for each dump, so that CRIU finds the file of the image and not what the last restore put there.
static uint32_t *map(const char *path) {
  int file = open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0) return NULL;
  void *page = mmap(word, PAGE, PROT_READ, MAP_SHARED | (word == NULL ? 0 : MAP_FIXED), file, 0);
  close(file);
  return page == MAP_FAILED ? NULL : page;
}

static jboolean JNICALL attach(JNIEnv *env, jclass self, jstring path) {
  (void)self;
  const char *library = (*env)->GetStringUTFChars(env, path, NULL);
  if (library == NULL) return JNI_FALSE;
  if (is_preloaded()) hide(library);
  (*env)->ReleaseStringUTFChars(env, path, library);
  return is_preloaded() ? JNI_TRUE : JNI_FALSE;
}

// Returns how many waits could not be interrupted, or -1 when the file is of no use.
static jint JNICALL watch(JNIEnv *env, jclass self, jstring file) {
  (void)self;
  const char *path = (*env)->GetStringUTFChars(env, file, NULL);
  if (path == NULL) return -1;
  uint32_t *mapped = map(path);
  (*env)->ReleaseStringUTFChars(env, file, path);
  if (mapped == NULL || *(volatile uint32_t *)mapped != 0) return -1;
  word = mapped;
  watch_clock(word);
  return interrupt_waits(PATIENCE_MS);
}

static jboolean JNICALL unwatch(JNIEnv *env, jclass self) {
  (void)env;
  (void)self;
  int restored = unwatch_clock();
  // Whoever did not come out of its wait before the dump.
  interrupt_waits(1);
  return restored ? JNI_TRUE : JNI_FALSE;
}

/* Registered here, because since JDK 24 linking native methods by name is restricted. */
JNIEXPORT jint JNICALL JNI_OnLoad(JavaVM *vm, void *reserved) {
  static const JNINativeMethod methods[] = {
      {"attach", "(Ljava/lang/String;)Z", (void *)attach},
      {"watch", "(Ljava/lang/String;)I", (void *)watch},
      {"unwatch", "()Z", (void *)unwatch},
  };
  JNIEnv *env;
  (void)reserved;
  if ((*vm)->GetEnv(vm, (void **)&env, JNI_VERSION_10) != JNI_OK) return JNI_ERR;
  jclass clock = (*env)->FindClass(env, "io/github/ekscrac/agent/MonotonicClock");
  if (clock == NULL) return JNI_ERR;
  return (*env)->RegisterNatives(env, clock, methods, sizeof methods / sizeof *methods) == JNI_OK ? JNI_VERSION_10
                                                                                                  : JNI_ERR;
}
