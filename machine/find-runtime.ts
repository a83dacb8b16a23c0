import { answering } from './ensure-machine';
import { thisHost } from './host';
import { machineFolders } from './machine-folders';
import { OwnDocker } from './own-docker/own-docker';
import type { FoundRuntime } from './users-docker';

/**
 * Returns the container runtime that a rehearsal on this machine would use, or why none answers; fails where none can be
 * set up. Changes nothing.
 */
export async function findRuntime(env: NodeJS.ProcessEnv): Promise<FoundRuntime> {
  const host = thisHost(env);
  const own = new OwnDocker(host, machineFolders(env));
  const found = await answering(host, own);
  if (found.containerRuntime === undefined) await own.validatePossible(found.why);
  return found;
}
