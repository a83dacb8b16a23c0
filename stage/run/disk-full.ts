import { statfsSync } from 'node:fs';
import { Failure } from '../../kit/report/failure';

/** Returns the failure when an error says that no space was left for something in a folder of this machine. */
export function diskFull(error: Error, what: string, folder: string): Failure | undefined {
  if (!/ENOSPC|no space left on device/i.test(error.message)) return undefined;
  const { bavail, bsize } = statfsSync(folder);
  const free = Math.round((bavail * bsize) / 1e6);
  return new Failure(
    'disk-full',
    `there was no space left for the checkpoint's ${what} in ${folder} (${free} MB free)`,
    'free some space, or set EKS_CRAC_STATE to a folder on a larger disk',
    { cause: error },
  );
}
