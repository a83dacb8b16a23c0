# shellcheck shell=sh disable=SC2034,SC2154
# The engine warp: a JVM that restores itself, as a child of `start` and without any privilege.
# In: checkpoint, home, m_java, m_port, variables, EKS_CRAC_{JAVA_PROPERTIES,PORT,DEADLINE_MS}. Out: restored, waited, reason.

# Options that are part of the checkpoint make the restore fail if they are given again, so the variables are unset.
# The restored JVM updates variables that are set and keeps the others, so variables that the pod lacks are passed empty.
restore_warp() {
  set -- "$m_java" -XX:CRaCEngine=warp "-XX:CRaCRestoreFrom=$checkpoint"
  set -f
  IFS=$newline
  for property in ${EKS_CRAC_JAVA_PROPERTIES:-}; do set -- "$@" "-D$property"; done
  unset IFS
  set +f
  for name in $variables; do
    if absent "$name"; then set -- "$name=" "$@"; fi
  done
  "$home/bin/env" --default-signal=INT,QUIT -u JDK_JAVA_OPTIONS -u JAVA_TOOL_OPTIONS -u _JAVA_OPTIONS "$@" <&0 &
  restored=$!
  listens_in_time && return 0
  # Only PID 1 may kill everything: otherwise the container shares its PID namespace.
  if [ $$ -eq 1 ]; then kill -s KILL -1 2>/dev/null; fi
  kill -s KILL "$restored" 2>/dev/null
  await "$restored"
  return 1
}

follow_warp() {
  waited=$restored
}

# absent NAME: whether the variable is not set; a word that is not a valid name is never evaluated.
absent() {
  case $1 in [0-9]* | *[!A-Za-z0-9_]*) return 1 ;; esac
  eval "[ -z \"\${$1+set}\" ]"
}

# The JVM writes to the container's output, which `start` cannot read: an open port shows that the restore worked, and
# the end of the process that it failed. Without a port there is nothing to wait for.
listens_in_time() {
  port=${EKS_CRAC_PORT:-$m_port}
  integer "$port" || return 0
  now
  limit=$((clock + ${EKS_CRAC_DEADLINE_MS:-3000} / 10))
  until listening; do
    kill -0 "$restored" 2>/dev/null || return 1 # the shell may have reaped it while waiting for `sleep`
    now
    if [ "$clock" -ge "$limit" ]; then
      reason=deadline
      return 1
    fi
    "$home/bin/sleep" 0.01 >/dev/null 2>&1
  done
}
