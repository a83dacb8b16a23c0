#include "report.h"
#include "guard.h"
#include "system.h"
#include "text.h"
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LINE 8192
#define TERMINATION_LOG "/dev/termination-log"

static const char *const OPTION_VARIABLES[] = {"JDK_JAVA_OPTIONS", "JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS"};

static void append_ms(char *line, const char *key, uint64_t us) {
  append(line, LINE, ",\"%s\":%llu.%llu", key, (unsigned long long)(us / 1000), (unsigned long long)(us / 100 % 10));
}

static bool was_captured(const Manifest *manifest, const char *option) {
  for (size_t i = 0; i < manifest->options.count; i++) {
    if (same(manifest->options.at[i], option)) return true;
  }
  return false;
}

// JVM options of the pod that a restored JVM never reads: an admission webhook may have added an agent.
static void append_ignored_options(char *line, const Manifest *manifest) {
  const char *separator = ",\"ignoredOptions\":[";
  for (size_t i = 0; i < COUNT(OPTION_VARIABLES); i++) {
    const char *options = getenv(OPTION_VARIABLES[i]);
    char option[512];
    while (options != NULL && next_word(&options, " \t\r\n", option, sizeof option)) {
      if (was_captured(manifest, option) || strlen(line) > LINE / 2) continue;
      append(line, LINE, "%s", separator);
      append_json(line, LINE, option);
      separator = ",";
    }
  }
  if (*separator == ',' && separator[1] == '\0') append(line, LINE, "]");
}

static void describe(const Start *start, const char *event, char *line) {
  const Attempt *attempt = start->attempt;
  const Settings *settings = start->settings;
  append(line, LINE, "{\"eks-crac\":\"start\",\"event\":\"%s\",\"mode\":\"%s\",\"reason\":\"%s\"", event,
         start->restored ? "restored" : "cold", start->restored ? "" : attempt->reason);
  if (!start->restored && *attempt->detail != '\0') {
    append(line, LINE, ",\"detail\":");
    append_json(line, LINE, attempt->detail);
  }
  append_ms(line, "ms", ticks() - start->began);
  if (attempt->restorer != BY_NONE) append(line, LINE, ",\"engine\":\"%s\"", attempt->manifest.engine);
  if (*settings->copy != '\0') {
    append(line, LINE, ",\"copy\":");
    append_json(line, LINE, settings->copy);
  }
  if (*settings->run != '\0') {
    append(line, LINE, ",\"run\":");
    append_json(line, LINE, settings->run);
  }
  append(line, LINE, ",\"release\":");
  append_json(line, LINE, settings->release);
  append(line, LINE, ",\"deadlineMs\":%llu", (unsigned long long)settings->deadline_ms);
  if (start->restore_us > 0) append_ms(line, "restoreMs", start->restore_us);
  if (start->hooks_us > 0) append_ms(line, "hooksMs", start->hooks_us);
  if (start->restored) append_ignored_options(line, &attempt->manifest);
  append(line, LINE, "}\n");
}

// The kubelet shows it as the container's last message. A restored or wanted cold start leaves the file empty, so that
// `FallbackToLogsOnError` still works.
static void tell_kubelet(const Start *start, const char *line) {
  if (start->restored || same(start->attempt->reason, "disabled") || same(start->attempt->reason, "no-checkpoint"))
    return;
  int file = open(TERMINATION_LOG, O_WRONLY | O_APPEND | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  if (file < 0) return;
  write_all(file, line, strlen(line));
  close(file);
}

static void report(const Start *start, const char *event, char *line) {
  describe(start, event, line);
  write_all(STDERR_FILENO, line, strlen(line));
  publish_start(start->settings, line);
}

void report_decision(const Start *start) {
  char line[LINE] = "";
  report(start, "decided", line);
  tell_kubelet(start, line);
}

void report_end(const Start *start, const char *event) {
  char line[LINE] = "";
  report(start, event, line);
}
