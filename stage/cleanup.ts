import type { ContainerRuntime, ResourceKind } from './containers';
import type { RegistryRepository } from '../releases/registry/registry';
import type { BucketAccess } from './stores/s3-target';
import { storeTargets } from './stores/store-targets';
import type { StoreTarget } from './stores/stored-checkpoint';
import type { CopyStore } from '../releases/retention/copy-store';
import { sweepDeadRun } from '../releases/retention/dead-run';
import { releaseNumber } from '../releases/tag';
import type { Run } from './run/run';

// Containers hold networks, volumes and images, so they are removed first.
const ORDER: readonly ResourceKind[] = ['container', 'network', 'volume', 'image'];

/** Removes everything a run created in the container runtime and returns a list of it. */
export async function removeResources(containers: ContainerRuntime, run: Run): Promise<readonly string[]> {
  const removed: string[] = [];
  // First: a command that outlives its run would go on creating things.
  for (const pid of run.processes()) if (killGroup(pid)) removed.push(`process ${pid}`);
  for (const kind of ORDER) {
    const names = await containers.list(kind, run.label);
    await containers.remove(kind, names);
    removed.push(...names.map((name) => `${kind} ${name.replace('sha256:', '').slice(0, 60)}`));
  }
  // An image named by the spec has no label of the run, only this tag.
  await containers.remove('image', [run.tag('service')]);
  return removed;
}

/** Returns false when the group has already ended. */
function killGroup(pid: number): boolean {
  try {
    return process.kill(-pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
    throw error;
  }
}

/** Removes what a run pushed and stored, unless it made a release. */
export function removePublished(
  repository: RegistryRepository,
  run: Run,
  buckets?: BucketAccess,
): Promise<readonly string[]> {
  const claimed = run.claimed();
  if (claimed === undefined) return sweepDeadRun(repository, { id: run.id }, []);
  const number = releaseNumber(claimed.release);
  if (number === undefined) throw new TypeError(`the claim of run ${run.id} is of no release: ${claimed.release}`);
  const targets = storeTargets(claimed.spec, claimed.specFolder, claimed.release, buckets);
  return sweepDeadRun(
    repository,
    { id: run.id, number },
    targets.map((target) => claimedCopy(target, number)),
  );
}

/** The stored checkpoint that a run has, or has begun to write. */
function claimedCopy(target: StoreTarget, number: number): CopyStore {
  const place = JSON.stringify(target.description);
  return { place, list: () => Promise.resolve([{ place, number }]), remove: () => target.remove() };
}
