import { claimReleaseNumber } from './release-number';
import { packLayer } from './pack-layer';
import { restoreStored } from './restore-stored';
import { unpackedVolume } from './unpacked-volume';
import { volumeStore } from './volume-store';
import { placeOf } from './place';
import { writeCopy } from './write-copy';
import { progressOf } from '../../context/stage-context';
import type { StageContext } from '../../context/stage-context';
import { storeTargets } from '../../stores/store-targets';
import type { StoreTarget } from '../../stores/stored-checkpoint';
import type { Step } from '../step';
import type { Proven, ProvenStore, Stored } from '../states';

/**
 * Claims the release number, under which it writes the checkpoint to every store, and restores one copy from each before
 * any release names it.
 */
export const stores: Step<Proven, Stored> = {
  id: 'stores',
  title: 'write and prove the stored copies',
  summary: ({ stores: proven }) =>
    proven.length === 0
      ? 'none but the image'
      : proven
          .map(
            ({ description: { type }, restoreMs, unpackMs }) =>
              `${type} unpacked in ${unpackMs} ms, restored in ${restoreMs} ms`,
          )
          .join(', '),

  async run(context, proven) {
    const { repository, run, spec, specFolder, state } = context;
    const number = await claimReleaseNumber(repository, run, state);
    run.claim(number, context.buckets?.passing === true ? { ...spec, publish: { volume: false } } : spec, specFolder);
    const packs = await storedPacks(context, proven, storeTargets(spec, specFolder, `v${number}`, context.buckets));
    const volumes = spec.publish.volume ? [await volumeStore(context, proven)] : [];
    return { ...proven, ...packs, number, stores: [...packs.stores, ...volumes] };
  },
};

async function storedPacks(
  context: StageContext,
  proven: Proven,
  targets: readonly StoreTarget[],
): Promise<Pick<Stored, 'packed' | 'stores'>> {
  if (targets.length === 0) return { stores: [] };
  const pack = await packLayer(context, proven);
  const written: ProvenStore[] = [];
  for (const target of targets) {
    await writeCopy(context, pack.file, target);
    const place = placeOf(target);
    progressOf(context, 'stores')(`restoring one copy from ${place}`);
    const volume = await unpackedVolume(context, proven, pack, target);
    written.push(await restoreStored(context, proven, { ...volume, place, description: target.description }));
  }
  return { packed: pack.packed, stores: written };
}
