# shellcheck shell=sh disable=SC2034,SC2154
# The crash-loop guard: a pod never tries a bad checkpoint twice.

begin_attempt() {
  [ -z "$attempt" ] || { echo "$reason" >"$attempt"; } 2>/dev/null
}

# A service that lives this long has not crashed because of its checkpoint. The attempt is forgotten then, and not when `start` ends:
# nobody may be left to remove it.
watch_attempt() {
  [ -n "$attempt" ] && [ -e "$attempt" ] || return 0
  (
    trap 'kill "$nap"; exit' TERM
    "$home/bin/sleep" "${EKS_CRAC_GUARD_SECONDS:-60}" &
    nap=$!
    wait "$nap"
    kill -0 "$service" 2>/dev/null && exec "$home/bin/rm" -f "$attempt"
  ) >/dev/null 2>&1 & # what naps on must not hold the container's output
  watcher=$!
}

# end_attempt STATUS: the attempt stays when the service crashed on its own.
end_attempt() {
  [ -n "$watcher" ] || return 0
  kill "$watcher" 2>/dev/null
  if [ "$1" -eq 0 ] || [ -n "$ended" ]; then "$home/bin/rm" -f "$attempt"; fi
}
