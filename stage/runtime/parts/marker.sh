# shellcheck shell=sh disable=SC2034,SC2154
# The marker: a pod never tries a bad checkpoint twice.

mark_attempt() {
  [ -z "$attempt" ] || { echo "$reason" >"$attempt"; } 2>/dev/null
}

# A service that lives this long has not crashed because of its checkpoint. The mark goes then, and not when `start` ends:
# nobody may be left to remove it.
begin_trial() {
  [ -n "$attempt" ] && [ -e "$attempt" ] || return 0
  (
    trap 'kill "$nap"; exit' TERM
    "$home/criu/sleep" "${EKS_CRAC_TRIAL_SECONDS:-60}" &
    nap=$!
    wait "$nap"
    kill -0 "$service" 2>/dev/null && exec "$home/criu/rm" -f "$attempt"
  ) >/dev/null 2>&1 & # what naps on must not hold the container's output
  trial=$!
}

# end_trial STATUS: the mark stays when the service crashed on its own.
end_trial() {
  [ -n "$trial" ] || return 0
  kill "$trial" 2>/dev/null
  if [ "$1" -eq 0 ] || [ -n "$ended" ]; then "$home/criu/rm" -f "$attempt"; fi
}
