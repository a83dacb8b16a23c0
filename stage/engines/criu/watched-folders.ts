import type { CaptureSession } from '../capture-session';

/**
 * Returns the folders in which CRIU searches for watched (inotify) folders: all of the container except those of the
 * kernel. The kernel identifies a watched folder by inode, and opening an inode without its path needs a privilege that
 * no capture has. CRIU searches only if something is watched.
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
