# shellcheck shell=sh disable=SC2034,SC2154
# Reads the checkpoint manifest, as data that is never evaluated, and checks that a restore would neither hang nor crash.
# In: checkpoint, attempt, proc, home, EKS_CRAC_RUN, EKS_CRAC_MODE. Out: m_*, the manifest's lists, reason.

integer() {
  case $1 in '' | *[!0-9]*) return 1 ;; esac
}

read_manifest() {
  [ -e "$checkpoint/manifest" ] || { reason=no-checkpoint && return 1; }
  reason=manifest
  while IFS='=' read -r key value; do
    case $key in
      schema) m_schema=$value ;;
      engine) m_engine=$value ;;
      run) m_run=$value ;;
      cpu) m_cpu=$value ;;
      clock) m_clock=$value ;;
      capabilities) m_capabilities=$value ;;
      root) m_root=$value ;;
      service) m_service=$value ;;
      agent) m_agent=$value ;;
      process) processes="$processes $value" ;;
      java) m_java=$value ;;
      variable) variables="$variables $value" ;;
      port) m_port=$value ;;
      folder) folders="$folders$value$newline" ;;
      changed) changed="$changed$value$newline" ;;
      link) links="$links$value$newline" ;;
      removed) removed="$removed$value$newline" ;;
      file) files="$files $value" ;;
    esac
  done <"$checkpoint/manifest" || return 1
  case ${m_clock%%.*}${m_clock#*.} in '' | *[!0-9]*) return 1 ;; esac
  case $m_root$m_service in *[!0-9]*) return 1 ;; esac
  integer "$m_schema"
}

check_run() {
  reason=run
  [ "$m_run" = "${EKS_CRAC_RUN:-}" ]
}

check_clock() {
  reason=clock
  hundredths "$m_clock"
  captured=$clock
  now
  [ "$clock" -ge "$captured" ]
}

check_cpu() {
  reason=cpu
  [ -n "$m_cpu" ] || return 0
  while IFS=': 	' read -r key value; do
    case $key in flags | Features) break ;; esac
  done <"$proc/cpuinfo"
  [ "$value" = "$m_cpu" ] && return 0
  for flag in $m_cpu; do
    case " $value " in *" $flag "*) ;; *) return 1 ;; esac
  done
}

# Without a capability CRIU does not fail, it hangs.
check_capabilities() {
  [ -n "$m_capabilities" ] || return 0
  while read -r key value rest; do
    case $key in
      Uid:) uid=$value ;;
      CapBnd:) bounding=$((0x$value)) ;;
      NoNewPrivs:) locked=$value && break ;;
    esac
  done <"$proc/self/status"
  reason=capabilities
  for name in $m_capabilities; do
    case $name in
      SETPCAP) bit=8 ;;
      NET_ADMIN) bit=12 ;;
      SYS_PTRACE) bit=19 ;;
      SYS_ADMIN) bit=21 ;;
      CHECKPOINT_RESTORE) bit=40 ;;
      *) return 1 ;;
    esac
    [ $((bounding >> bit & 1)) -eq 1 ] || return 1
  done
  # A non-root user gets them from criu's file capabilities, which no_new_privs disables.
  reason=no-new-privileges
  [ "$uid" -eq 0 ] || [ "${locked:-0}" -eq 0 ]
}

# One process for all files; `wc -c` gets the size of a regular file without reading it.
# Names contain no spaces, so the manifest's lines and the output of `wc` are the same words: size, name, size, name.
# shellcheck disable=SC2086
check_files() {
  reason=files
  [ -n "$files" ] || return 0
  names=''
  set -- $files
  while [ $# -gt 1 ]; do
    names="$names $2"
    shift 2
  done
  found=$(cd "$checkpoint" && exec "$home/bin/wc" -c $names 2>/dev/null) || return 1
  set -- $found
  case " $*" in "$files" | "$files "[0-9]*" total") ;; *) return 1 ;; esac
}

check_previous_attempt() {
  reason=previous-attempt
  [ -z "$attempt" ] || [ ! -e "$attempt" ]
}

restorable() {
  if [ "${EKS_CRAC_MODE:-}" = cold ]; then
    read_manifest # for the port
    reason=disabled
    return 1
  fi
  read_manifest || return 1
  reason=schema
  [ "$m_schema" -le 1 ] || return 1
  reason=engine
  choose_engine || return 1
  check_previous_attempt && check_run && check_clock && check_cpu && check_capabilities && check_files
}
