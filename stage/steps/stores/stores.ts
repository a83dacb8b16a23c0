import { claimReleaseNumber } from './release-number';
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
      : proven.map(({ description: { type }, restoreMs }) => `${type} restored in ${restoreMs} ms`).join(', '),

  async run(context, proven) {
    const { repository, run, spec, specFolder, state } = context;
    const number = await claimReleaseNumber(repository, run, state);
    run.claim(number, spec, specFolder);
    const written: ProvenStore[] = [];
    for (const target of storeTargets(spec, specFolder, `v${number}`)) {
      await writeCopy(context, proven, target);
      const restoreMs = await restoreStored(context, proven, target);
      written.push({ description: target.description, restoreMs });
    }
    return { ...proven, number, stores: written };
  },
};
