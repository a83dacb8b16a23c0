# shellcheck shell=sh disable=SC2034,SC2154
# The engine criu: restores with the CRIU of the runtime layer.
# In: checkpoint, home, m_agent, m_root, m_service, processes, EKS_CRAC_DEADLINE_MS. Out: restored, waited, reason.

# pipe READ [WRITE]: opens an anonymous pipe. Shells implement a here-document with one (old bash: only a process
# substitution), and its reading end can be opened again for writing.
pipe() {
  eval "exec $1<<END
END"
  [ -p "/proc/self/fd/$1" ] || eval "set +o posix; eval 'exec $1< <(:)'"
  [ -z "${2:-}" ] || eval "exec $2>/proc/self/fd/$1"
}

# criu exits when the service runs again; the restored root process then writes the service's status to a pipe.
# Descriptors 3 and 4: that pipe. 5: the container's stderr. 6 and 7: criu's output, needed only when it fails.
# 8: the container's environment, read by the agent. 9: the pipe to which the agent reports; its writing end is opened
# only for criu, so that it closes with the service.
restore_criu() {
  pipe 3 4 && pipe 6 7 && pipe 9 && exec 8</proc/self/environ || return 1
  now
  limit=$((clock + ${EKS_CRAC_DEADLINE_MS:-3000} / 10))
  deadline=${EKS_CRAC_DEADLINE_MS:-3000}
  thousandths=$((1000 + deadline % 1000))
  captured=opt/eks-crac/checkpoint
  [ -z "$m_agent" ] || set -- --inherit-fd "fd[8]:$captured/handover" --inherit-fd "fd[9]:$captured/report"
  # CRIU would otherwise cache kernel features in XDG_RUNTIME_DIR or in /run.
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

# The agent writes one line when the hooks after the restore have ended; a JVM that dies writes none. Only bash can read
# with a deadline, so another program does; it starts while the hooks run.
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

# A small process waits for the status: a trapped signal interrupts `wait` in every shell, but `read` only in some.
follow_criu() {
  (
    read -r end <&3 || end=137
    exit "$end"
  ) 6<&- 9<&- &
  waited=$!
  exec 3<&- 6<&- 9<&-
}

# Remains of a failed restore would interfere with the cold start. Only PID 1 may kill everything: otherwise the container
# shares its PID namespace, and a recorded PID is ours only if it is in our cgroup.
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

# ours PID: whether the process runs in this container; a zombie does not count.
ours() {
  { read -r theirs <"/proc/$1/cgroup" && read -r mine </proc/self/cgroup; } 2>/dev/null || return 1
  while read -r key value rest; do
    [ "$key" != State: ] || break
  done 2>/dev/null <"/proc/$1/status" || return 1
  [ "$theirs" = "$mine" ] && [ "$value" != Z ]
}
