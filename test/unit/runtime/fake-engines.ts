/**
 * Stands in for CRIU: writes down how it was called, and restores by running `$FAKE_SERVICE` under the process id of the
 * manifest; the orphan becomes a child of `start`, as CRIU's does (the pause lets it outlive this shell). `FAKE` and the others come from the file `fake`, since
 * CRIU is given no environment.
 */
export const fakeCriu = `#!/bin/sh
home=\${0%/bin/criu}
. "$home/fake"
printf '%s\\n' "$*" >"$home/argv"
env >"$home/criu.env"
case $FAKE in
  fail) echo 'Error (fake): cannot' >&2; exit 1 ;;
  hang) exec sleep 300 ;;
  nothing) exit 0 ;;
  leave)
    sleep 301 &
    setsid sh -c 'trap "" TERM HUP; sleep 302 & sleep 303' >/dev/null 2>&1 &
    echo 'Error (fake): left some' >&2; exit 1 ;;
esac
tr '\\0' '\\n' <&8 >"$home/handover"
[ ! -e /proc/self/fd/6 ] || cat <&6 >"$home/memory"
case $FAKE_REPORT in
  hang) sleep 304 >/dev/null 2>&1 & ;;
  ?*) printf '%s\\n' "$FAKE_REPORT" >&9 ;;
esac
echo 299 >/proc/sys/kernel/ns_last_pid
env --default-signal=INT,QUIT setsid sh -c "sleep 0.1; $FAKE_SERVICE" </dev/null 2>&5 5>&- 8<&- 9>&- &
[ $! -eq 300 ] || { echo "the service has process id $!" >&2; exit 1; }
`;

/**
 * Stands in for the java of a JDK with Warp: writes down what it was given, and simulates a listening socket. It stays the
 * process that was started, like a JVM.
 */
export const fakeJava = `#!/bin/sh
home=\${0%/java}
. "$home/fake"
printf '%s\\n' "$@" >"$home/java.argv"
tr '\\0' '\\n' </proc/self/environ >"$home/java.env"
case $FAKE in
  fail) echo 'Restore failed due to incompatible or missing CPU features' >&2; exit 1 ;;
  hang) exec sleep 300 ;;
esac
cp "$home/listening" "$home/proc/net/tcp6"
sleep 0.1
eval "$FAKE_SERVICE"
`;
