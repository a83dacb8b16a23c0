import type { CaptureSession } from '../capture-session';

/**
 * Where CRIU looks for the folders that a service watches (inotify): all of the container's, kernel's own apart. The
 * kernel tells a watched folder by its inode, and to open that without its path takes a privilege that no capture has.
 * CRIU looks only when something is watched.
 */
export async function scanPaths(session: CaptureSession): Promise<readonly string[]> {
  const ask =
    'for entry in /*; do case $entry in /proc | /sys) ;; *) [ ! -d "$entry" ] || [ -L "$entry" ] || echo "$entry" ;; esac; done';
  const { stdout } = await session.exec(['/bin/sh', '-c', ask]);
  return stdout
    .split('\n')
    .filter((path) => path !== '')
    .flatMap((path) => ['--irmap-scan-path', path]);
}
