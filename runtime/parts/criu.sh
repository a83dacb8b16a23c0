# shellcheck shell=sh disable=SC2034,SC2154
# The engine criu: restores with the runtime layer's own CRIU.

# pipe READ [WRITE]: a pipe without a file to name it. Shells keep a here-document in one (old bash: only a process
# substitution), and its reading end opens again for writing.
pipe() {
  eval "exec $1<<END
END"
  [ -p "/proc/self/fd/$1" ] || eval "set +o posix; eval 'exec $1< <(:)'"
  [ -z "${2:-}" ] || eval "exec $2>/proc/self/fd/$1"
}

# criu leaves when the service runs again; the service's root then lives on and writes the status into the pipe.
# Descriptor 3 and 4: that pipe. 5: the container's stderr. 6 and 7: criu's own words, needed only when it fails.
# 8: the environment that the container was given, which the agent reads. 9: the pipe into which it reports; its
# writing end is opened for criu alone, so that it closes with the service.
restore_criu() {
  pipe 3 4 && pipe 6 7 && pipe 9 && exec 8</proc/self/environ || return 1
  now
  limit=$((clock + ${EKS_CRAC_DEADLINE_MS:-3000} / 10))
  deadline=${EKS_CRAC_DEADLINE_MS:-3000}
  thousandths=$((1000 + deadline % 1000))
  captured=opt/eks-crac/checkpoint
  [ -z "$m_agent" ] || set -- --inherit-fd "fd[8]:$captured/handover" --inherit-fd "fd[9]:$captured/report"
  # CRIU would keep what it finds out about the kernel in a folder that is named here, or in /run.
  XDG_RUNTIME_DIR=/nowhere "$home/bin/timeout" --foreground -s KILL "$((deadline / 1000)).${thousandths#1}" \
    "$home/bin/criu" restore -d --unprivileged --no-default-config --tcp-close -v1 -D "$checkpoint" \
    --inherit-fd "fd[1]:$captured/out" --inherit-fd "fd[5]:$captured/err" --inherit-fd "fd[4]:$captured/status" \
    "$@" 3<&- 5>&2 2>&7 6<&- 7>&- 9>/proc/self/fd/9 &
  await $!
  exec 4>&- 7>&- 8<&-
  restored=$m_service
  case $status in
    0) if hooks_ended; then return 0; fi ;;
    124 | 137) reason=deadline ;;
  esac
  kill_restored
  "$home/bin/timeout" 1 "$home/bin/tail" -n 10 <&6 >&2
  exec 3<&- 6<&- 9<&-
  return 1
}

# The agent writes one line when the hooks after the restore have ended, and a JVM that dies none. No shell but bash
# reads with a deadline, so another program does; it is started while the hooks run.
hooks_ended() {
  [ -n "$m_agent" ] || return 0
  now
  left=$((limit - clock))
  [ "$left" -gt 0 ] || left=1
  line=$("$home/bin/timeout" "$((left / 100)).$((left / 10 % 10))$((left % 10))" "$home/bin/tail" -n 1 <&9)
  status=$?
  exec 9<&-
  case $line in
    '{"state":"restored"'*'"warnings":[]'*) return 0 ;;
    '{'*) printf 'eks-crac: %s\n' "$line" >&2 ;;
  esac
  case $line in
    '{"state":"restored"'*) return 0 ;;
    '{'*) reason=hook-failed ;;
    *) [ "$status" -ne 124 ] || reason=deadline ;;
  esac
  return 1
}

# A small process waits for the status: a trapped signal interrupts `wait` in every shell, but not every `read`.
follow_criu() {
  (
    read -r end <&3 || end=137
    exit "$end"
  ) 6<&- 9<&- &
  waited=$!
  exec 3<&- 6<&- 9<&-
}

# What is left of a failed restore would stand in the cold service's way. Only PID 1 may sweep: elsewhere the container
# shares its PIDs with others, and a recorded PID counts only in our own control group.
kill_restored() {
  if [ $$ -eq 1 ]; then kill -s KILL -1 2>/dev/null; fi
  for pid in $m_root $m_service $processes; do
    rounds=0
    while ours "$pid" && [ "$rounds" -lt 100 ]; do
      kill -s KILL "$pid" 2>/dev/null
      rounds=$((rounds + 1))
      "$home/bin/sleep" 0.01
    done
  done
}

# ours PID: it lives (a zombie does not), in this container.
ours() {
  { read -r theirs <"/proc/$1/cgroup" && read -r mine </proc/self/cgroup; } 2>/dev/null || return 1
  while read -r key value rest; do
    [ "$key" != State: ] || break
  done 2>/dev/null <"/proc/$1/status" || return 1
  [ "$theirs" = "$mine" ] && [ "$value" != Z ]
}
