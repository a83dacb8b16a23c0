import type { PodUser } from '../../../engines';

/**
 * Returns a command in a time namespace whose clocks are some seconds ahead of (or behind) this machine's, as on a node
 * with a longer (or shorter) uptime. Root creates the namespace and then switches to the user, with programs of the
 * service's image; the container has the shape of a capture.
 */
export function onOtherClock(
  seconds: number,
  { gid, uid }: PodUser,
  command: readonly string[],
): { readonly entrypoint: string; readonly command: readonly string[] } {
  const offset = String(seconds);
  return {
    entrypoint: '/usr/bin/unshare',
    command: [
      ...['--time', '--fork', '--monotonic', offset, '--boottime', offset, '/usr/bin/setpriv'],
      ...['--reuid', String(uid), '--regid', String(gid), '--clear-groups'],
      ...['--bounding-set=-sys_admin,-sys_time,-setuid,-setgid', ...command],
    ],
  };
}
