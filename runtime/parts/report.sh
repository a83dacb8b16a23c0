# shellcheck shell=sh disable=SC2034,SC2154
# Reports the start as one JSON line on stderr, once the port listens.
# In: mode, reason, began, service, proc, m_port, EKS_CRAC_{PORT,RELEASE,LISTEN_SECONDS}. Out: port, reporter.

listening() {
  for table in "$proc/net/tcp6" "$proc/net/tcp"; do
    [ -r "$table" ] || continue
    while read -r _ local _ state _; do
      case $state in
        0A) [ $((0x${local##*:})) -ne "$port" ] || return 0 ;;
        st) ;;
        *) break ;; # listening sockets come first
      esac
    done <"$table"
  done
  return 1
}

escape() {
  rest=$1 escaped=''
  while [ -n "$rest" ]; do
    character=${rest%"${rest#?}"}
    rest=${rest#?}
    case $character in
      \" | \\) escaped="$escaped\\$character" ;;
      [[:cntrl:]]) escaped="$escaped?" ;;
      *) escaped=$escaped$character ;;
    esac
  done
}

# report [MORE]: MORE is appended to the object.
report() {
  now
  escape "${EKS_CRAC_RELEASE:-}"
  printf '{"eks-crac":"start","mode":"%s","reason":"%s","ms":%s,"release":"%s"%s}\n' \
    "$mode" "$reason" $(((clock - began) * 10)) "$escaped" "${1:-}" >&2
}

# A restored socket listens already. Otherwise a background process polls, using at most 10 ms of CPU per second.
report_when_listening() {
  port=${EKS_CRAC_PORT:-$m_port}
  if ! integer "$port" || { [ "$mode" = restored ] && listening; }; then
    report
    return
  fi
  watch_port &
  reporter=$!
}

watch_port() {
  pause=25
  [ "$mode" = cold ] || pause=2
  until listening; do
    kill -0 "$service" 2>/dev/null || exit 1 # the TERM of `end_report` can be lost while this process starts
    now
    if [ $((clock - began)) -gt "${EKS_CRAC_LISTEN_SECONDS:-600}00" ]; then
      report ',"listening":false'
      return
    fi
    "$home/bin/sleep" "0.$((pause / 10))$((pause % 10))" >/dev/null 2>&1
    [ "$pause" -ge 25 ] || pause=$((pause + 1))
  done
  trap '' TERM
  report
}

# The service ended before its port listened.
end_report() {
  [ -n "$reporter" ] || return 0
  kill "$reporter" 2>/dev/null
  wait "$reporter" || report ',"listening":false'
}
