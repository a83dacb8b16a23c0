# shellcheck shell=sh disable=SC2034,SC2154
# Time, and signals to a service that may be our child or a restored stranger.

# now: `clock` becomes the hundredths of a second since the machine started.
now() {
  read -r uptime rest <"$proc/uptime"
  hundredths "$uptime"
}

# hundredths SECONDS: `clock` is 1230 for "12.3". The 1 in front keeps "08" from being an octal number.
hundredths() {
  fraction=0
  case $1 in *.*) fraction=${1#*.} ;; esac
  case $fraction in
    '' | ?) fraction=${fraction}0 ;;
    ??*) fraction=${fraction%"${fraction#??}"} ;;
  esac
  clock=$((${1%%.*} * 100 + 1$fraction - 100))
}

# What arrives before there is a service waits for it.
forward() {
  if [ -n "$service" ]; then
    case $1 in TERM | INT | HUP) ended=$1 ;; esac
    kill -s "$1" "$service" 2>/dev/null
  else
    pending="$pending $1"
  fi
}

accept_signals() {
  for signal in TERM INT HUP QUIT USR1 USR2; do
    # shellcheck disable=SC2064 # the name is meant to be expanded now
    trap "forward $signal" "$signal"
  done
}

serve() {
  service=$1
  for signal in $pending; do forward "$signal"; done
}

# await PID: its status. A trapped signal ends `wait` early, and some shells have reaped the child by then:
# so ask again until it is gone, and once more for the status that the shell may still remember (127: it does not).
await() {
  wait "$1"
  status=$?
  while kill -0 "$1" 2>/dev/null; do
    wait "$1"
    status=$?
  done
  wait "$1" 2>/dev/null
  again=$?
  [ "$again" -eq 127 ] || status=$again
}

