import { InvalidDocument } from '../../contract';
import { recordedRelease, releaseNames } from '../records';
import type { RegistryRepository } from '../registry/registry';
import { recordedPlaces } from './copy-stores';
import type { Reach } from './copy-stores';
import { ServiceWorld } from './service-world';
import type { UseSource } from './service-world';

/** A service whose releases can be cleaned up, and the places whose copies must stay. */
export interface OpenService {
  readonly world: ServiceWorld;
  /** File systems that are not mounted, buckets that are gone or cannot be read: their copies are not listed, so they stay. */
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
  const asked = await Promise.all(stores.map(async (store) => ({ store, isReached: await store.isReached() })));
  const of = (wanted: boolean) => asked.filter(({ isReached }) => isReached === wanted).map(({ store }) => store);
  return {
    world: new ServiceWorld(repository, of(true), sources),
    unreached: [...unreached, ...of(false).map(({ place }) => place)],
  };
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
