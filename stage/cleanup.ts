import type { ContainerRuntime, ResourceKind } from './containers';
import type { RegistryRepository } from '../releases/registry/registry';
import { storeTargets } from './stores/store-targets';
import { releasedDigests, releaseNames } from '../releases/records';
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

/** Removes what a run pushed and no release record references. */
export async function removeCandidates(repository: RegistryRepository, run: Run): Promise<readonly string[]> {
  const candidates = (await repository.tags()).filter((tag) => tag.startsWith(run.candidate.service));
  if (candidates.length === 0) return [];
  const released = await releasedDigests(repository);
  const removed: string[] = [];
  for (const tag of candidates) {
    const manifest = await repository.manifest(tag);
    if (manifest === undefined || released.has(manifest.digest)) continue;
    if (await repository.deleteDigest(manifest.digest)) removed.push(`${repository.repository}@${manifest.digest}`);
  }
  return removed;
}

/** Removes the stored checkpoints of a release number that the run claimed but never released. */
export async function removeStored(repository: RegistryRepository, run: Run): Promise<readonly string[]> {
  const claimed = run.claimed();
  if (claimed === undefined || (await releaseNames(repository)).includes(claimed.release)) return [];
  const targets = storeTargets(claimed.spec, claimed.specFolder, claimed.release);
  for (const target of targets) await target.remove();
  return targets.map(({ description }) => `copy ${JSON.stringify(description)}`);
}
