import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CLAIM_TYPE, claimReleaseNumber } from '../../../../../stage/steps/stores/release-number';
import { Run } from '../../../../../stage/run/run';
import { StateFolder } from '../../../../../stage/run/state-folder';
import { FakeRegistry } from '../../../../support/unit-registry';
import { scratch } from '../../../../support/unit-scratch';

interface Claimer {
  readonly state: StateFolder;
  readonly registry: FakeRegistry;
}

const claim = ({ registry, state }: Claimer) =>
  claimReleaseNumber(registry.repository, Run.begin(state, registry.repository.repository), state);
const fresh = async (): Promise<Claimer> => ({
  state: new StateFolder(scratch()),
  registry: await FakeRegistry.start(),
});

describe('claiming a release number', () => {
  test('starts with 1, and tags the claim with its run', async () => {
    const claimer = await fresh();
    const { registry, state } = claimer;
    const run = Run.begin(state, registry.repository.repository);
    expect(await claimReleaseNumber(registry.repository, run, state)).toBe(1);
    const manifest = await registry.repository.manifest('v1-claim');
    expect(JSON.parse(manifest?.body ?? '')).toMatchObject({
      artifactType: CLAIM_TYPE,
      annotations: { 'io.eks-crac.run': run.id },
    });
    expect(await claim(claimer)).toBe(2);
  });

  test('gives ten concurrent runs on one machine ten numbers', async () => {
    const claimer = await fresh();
    const numbers = await Promise.all(Array.from({ length: 10 }, () => claim(claimer)));
    expect(numbers.sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    const tags = await claimer.registry.repository.tags();
    expect(tags.filter((tag) => tag.endsWith('-claim'))).toHaveLength(10);
  });

  test.each(['v7', 'v7-claim', 'v7-record', 'v7-checkpoint'])('after the tag %s gives v8', async (tag) => {
    const claimer = await fresh();
    claimer.registry.put(tag, '{}');
    expect(await claim(claimer)).toBe(8);
  });

  test('ignores other tags', async () => {
    const claimer = await fresh();
    for (const tag of ['v07', 'v9-other', 'candidate-v9', 'latest', 'v0']) claimer.registry.put(tag, tag);
    expect(await claim(claimer)).toBe(1);
  });

  test('does not reuse a number that this machine claimed but never tagged', async () => {
    const claimer = await fresh();
    const folder = claimer.state.claims(claimer.registry.repository.repository);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'v1'), '');
    expect(await claim(claimer)).toBe(2);
  });

  test('is independent for another repository', async () => {
    const first = await fresh();
    expect(await claim(first)).toBe(1);
    expect(await claim({ state: first.state, registry: await FakeRegistry.start() })).toBe(1);
  });

  test('skips a number that another machine claims at the same time', async () => {
    const state = new StateFolder(scratch());
    let looks = 0;
    const registry: FakeRegistry = await FakeRegistry.start({
      before: (request) => {
        // Between the first look, which finds no tag, and the second, after its own claim was written.
        if (request.url?.includes('tags/list') === true && (looks += 1) === 2) registry.put('v1-claim-other', 'other');
        return false;
      },
    });
    expect(await claim({ state, registry })).toBe(2);
    expect([...registry.tags.keys()]).not.toContain('v1-claim');
    expect(readdirSync(state.claims(registry.repository.repository)).sort()).toEqual(['v1', 'v2']);
  });

  test('respects the claim of a run that died before it had the number', async () => {
    const claimer = await fresh();
    claimer.registry.put('v4-claim-20260102030405-0a1b2c3d', '{}');
    expect(await claim(claimer)).toBe(5);
  });

  test('never gives concurrent machines the same number', async () => {
    const registry = await FakeRegistry.start();
    const machines = Array.from({ length: 2 }, () => new StateFolder(scratch()));
    for (let round = 1; round <= 3; round += 1) {
      const numbers = await Promise.all(machines.map((state) => claim({ state, registry })));
      expect(new Set(numbers).size).toBe(machines.length);
    }
  });
});
