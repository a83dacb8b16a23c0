import { claimReleaseNumber } from './release-number';
import { packLayer } from './pack-layer';
import { restoreStored } from './restore-stored';
import { writeCopy } from './write-copy';
import { storeTargets } from '../../stores/store-targets';
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
    run.claim(number, spec, specFolder);
    const targets = storeTargets(spec, specFolder, `v${number}`);
    if (targets.length === 0) return { ...proven, number, stores: [] };
    const pack = await packLayer(context, proven);
    const written: ProvenStore[] = [];
    for (const target of targets) {
      await writeCopy(context, pack.file, target);
      written.push(await restoreStored(context, proven, pack, target));
    }
    return { ...proven, number, packed: pack.packed, stores: written };
  },
};
