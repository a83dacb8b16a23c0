# shellcheck shell=sh disable=SC2034,SC2154
# Clock, signals and exit status of a service that is either a child process or a restored one.
# In: proc. Out: clock (now, hundredths), service, pending, ended (signals), status (await).

# now: sets `clock` to the time since boot in hundredths of a second.
now() {
  read -r uptime rest <"$proc/uptime"
  hundredths "$uptime"
}

# hundredths SECONDS: sets `clock` to 1230 for "12.3". The leading 1 prevents "08" from being read as octal.
hundredths() {
  fraction=0
  case $1 in *.*) fraction=${1#*.} ;; esac
  case $fraction in
    '' | ?) fraction=${fraction}0 ;;
    ??*) fraction=${fraction%"${fraction#??}"} ;;
  esac
  clock=$((${1%%.*} * 100 + 1$fraction - 100))
}

# Signals that arrive before the service runs are kept for it.
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

# await PID: sets `status`. A trapped signal interrupts `wait`, and some shells have reaped the child by then:
# wait again until it is gone, then once more for a status the shell may still remember (127 if it does not).
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

