import { TOOL_PROGRAM } from '../../../contract';
import { Failure } from '../../../kit/report/failure';
import type { CaptureSession } from '../capture-session';
import { abort } from './agent';

const FOLDER = '/dev/shm';
const SHOWN = 5;

/** Requires that no file is in the memory that processes share: it ends with the container, and is in no image. */
export async function requireNoSharedFiles(session: CaptureSession): Promise<void> {
  const names = (await session.exec([TOOL_PROGRAM, 'names', FOLDER])).stdout.split('\n').filter((name) => name !== '');
  if (names.length === 0) return;
  const shown = names
    .sort()
    .slice(0, SHOWN)
    .map((name) => `${FOLDER}/${name}`);
  const more = names.length > SHOWN ? ` and ${names.length - SHOWN} more` : '';
  const failure = new Failure(
    'checkpoint-failed',
    `the service has files in shared memory, which a restored copy would not have: ${shown.join(', ')}${more}`,
    'let the service keep them in another folder, such as /tmp, or remove them in `beforeCheckpoint` of an org.crac hook and make them in `afterRestore`',
  );
  await abort(session, failure.message);
  throw failure;
}
