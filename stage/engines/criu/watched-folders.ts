import { TOOL_PROGRAM } from '../../../contract';
import type { CaptureSession } from '../capture-session';

/**
 * Returns the folders in which CRIU searches for watched (inotify) folders: all of the container except those of the
 * kernel. The kernel identifies a watched folder by inode, and opening an inode without its path needs a privilege that
 * no capture has. CRIU searches only if something is watched.
 */
export async function scanPaths(session: CaptureSession): Promise<readonly string[]> {
  const { stdout } = await session.exec([TOOL_PROGRAM, 'folders']);
  return stdout
    .split('\n')
    .filter((path) => path !== '')
    .flatMap((path) => ['--irmap-scan-path', path]);
}
