// What the stand-in cannot do in Java: have CRIU dump this JVM from outside of its process tree, wait for the outcome in
// the dumped or in the restored process, and become CRIU for a restore.
#include <jni.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define RESTORE_SIGNAL (SIGRTMIN + 2)
#define FAILED -1

static volatile sig_atomic_t told, code;

static void hear(int signal, siginfo_t *info, void *context) {
  (void)signal;
  (void)context;
  code = info->si_value.sival_int;
  told = 1;
}

static char **strings(JNIEnv *env, jobjectArray array) {
  jsize count = (*env)->GetArrayLength(env, array);
  char **words = calloc((size_t)count + 1, sizeof *words);
  for (jsize i = 0; words != NULL && i < count; i++) {
    jstring word = (*env)->GetObjectArrayElement(env, array, i);
    words[i] = strdup((*env)->GetStringUTFChars(env, word, NULL));
  }
  return words;
}

static void tell(pid_t jvm, int outcome) {
  union sigval value = {.sival_int = outcome};
  sigqueue(jvm, RESTORE_SIGNAL, value);
}

// Out of the process tree that is dumped: an orphan, whose parent is the container's first process.
static void dump_from_outside(pid_t jvm, char **criu) {
  pid_t between = fork();
  if (between != 0) {
    waitpid(between, NULL, 0);
    return;
  }
  if (fork() != 0) _exit(0);
  while (getppid() != 1) usleep(10);
  pid_t child = fork();
  if (child == 0) {
    execv(criu[0], criu);
    _exit(77);
  }
  int status;
  if (waitpid(child, &status, 0) != child || status != 0) {
    fprintf(stderr, "CRIU failed with exit code %d - check %s/dump4.log\n", WEXITSTATUS(status), criu[5]);
    tell(jvm, FAILED);
  }
  _exit(0);
}

// When this process was started, which a restore changes.
static unsigned long long started(void) {
  char text[1024] = "";
  int file = open("/proc/self/stat", O_RDONLY | O_CLOEXEC);
  if (file < 0 || read(file, text, sizeof text - 1) < 0) return 0;
  close(file);
  const char *at = strrchr(text, ')');
  for (int field = 2; at != NULL && field < 22; field++) at = strchr(at + 1, ' ');
  return at == NULL ? 0 : strtoull(at, NULL, 10);
}

// Files that CRIU replaces at a restore: then they are the outputs of the restored process.
static void take_outputs(const int *files) {
  for (int i = 0; i < 3; i++) {
    if (files[i] < 0) continue;
    if (fcntl(files[i], F_GET_SEALS) < 0) dup2(files[i], i);
    close(files[i]);
  }
}

JNIEXPORT jint JNICALL Java_standin_Criu_dump(JNIEnv *env, jclass type, jobjectArray arguments, jboolean signalled) {
  struct sigaction action = {.sa_sigaction = hear, .sa_flags = SA_SIGINFO | SA_RESTART};
  struct timespec moment = {.tv_nsec = 2000000};
  int files[3] = {-1, -1, -1};
  unsigned long long before = started();
  char **criu = strings(env, arguments);
  told = 0;
  sigaction(RESTORE_SIGNAL, &action, NULL);
  if (signalled) {
    files[0] = memfd_create("crac_fake_stdin", MFD_CLOEXEC);
    files[1] = memfd_create("crac_fake_stdout", MFD_CLOEXEC);
    files[2] = memfd_create("crac_fake_stderr", MFD_CLOEXEC);
    if (getsid(0) != getpid()) setsid();
  }
  dump_from_outside(getpid(), criu);
  while (!told && (signalled || started() == before)) nanosleep(&moment, NULL);
  take_outputs(files);
  return told ? code : 0;
}

JNIEXPORT void JNICALL Java_standin_Criu_become(JNIEnv *env, jclass type, jobjectArray arguments, jstring id) {
  char **criu = strings(env, arguments);
  setenv("CRAC_NEW_ARGS_ID", (*env)->GetStringUTFChars(env, id, NULL), 1);
  execv(criu[0], criu);
}

// A thread that waits for a connection ends.
JNIEXPORT void JNICALL Java_standin_Criu_close(JNIEnv *env, jclass type, jint file) {
  shutdown(file, SHUT_RDWR);
  close(file);
}
