import { InvalidDocument } from '../../contract';
import { recordedRelease, releaseNames } from '../records';
import type { RegistryRepository } from '../registry/registry';
import { recordedPlaces } from './copy-stores';
import type { Reach } from './copy-stores';
import { ServiceWorld } from './service-world';
import type { UseSource } from './service-world';

/** A service whose releases can be cleaned up, and the file systems whose copies must stay. */
export interface OpenService {
  readonly world: ServiceWorld;
  /** File systems that are not mounted: their copies are not listed, so they stay. */
  readonly unreached: readonly string[];
}

// Places hardly ever change, and reading all records would take as long as all else.
const NEWEST = 20;

/** Opens a service by its repository: its newest records name the places of its copies. */
export async function openService(
  repository: RegistryRepository,
  reach: Reach,
  sources: readonly UseSource[],
): Promise<OpenService> {
  const names = (await releaseNames(repository)).slice(-NEWEST);
  const records = await Promise.all(names.map((name) => readable(repository, name)));
  const { stores, unreached } = recordedPlaces(records.flat(), reach);
  return { world: new ServiceWorld(repository, stores, sources), unreached };
}

/** A record of a newer version says nothing here, and must not stop the clean-up of the others. */
async function readable(repository: RegistryRepository, name: string) {
  try {
    const release = await recordedRelease(repository, name);
    return release === undefined ? [] : [release.record];
  } catch (error) {
    if (!(error instanceof InvalidDocument)) throw error;
    return [];
  }
}
