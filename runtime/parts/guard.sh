# shellcheck shell=sh disable=SC2034,SC2154
# The crash-loop guard: a pod never tries a bad checkpoint twice.
# In: attempt, reason, service, ended, home, EKS_CRAC_GUARD_SECONDS. Out: watcher, and the file named by attempt.

begin_attempt() {
  [ -z "$attempt" ] || { echo "$reason" >"$attempt"; } 2>/dev/null
}

# A service that runs this long has not crashed because of its checkpoint. The attempt is removed then, not when `start`
# ends: `start` may be killed before it can do so.
watch_attempt() {
  [ -n "$attempt" ] && [ -e "$attempt" ] || return 0
  (
    trap 'kill "$nap"; exit' TERM
    "$home/bin/sleep" "${EKS_CRAC_GUARD_SECONDS:-60}" &
    nap=$!
    wait "$nap"
    kill -0 "$service" 2>/dev/null && exec "$home/bin/rm" -f "$attempt"
  ) >/dev/null 2>&1 & # must not keep the container's output open
  watcher=$!
}

# end_attempt STATUS: keeps the attempt if the service crashed.
end_attempt() {
  [ -n "$watcher" ] || return 0
  kill "$watcher" 2>/dev/null
  if [ "$1" -eq 0 ] || [ -n "$ended" ]; then "$home/bin/rm" -f "$attempt"; fi
}
