import { existsSync, mkdirSync, readdirSync, readlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findFetchReport } from '../../../contract';
import { ProcessRunner } from '../../../kit/process';
import { waitUntil } from '../../../kit/wait';
import { scratch } from '../../support/unit-scratch';
import { describeFetch, expectUnpacked, MANIFEST, PackedLayer } from './packed-layer';

describeFetch('keep', () => {
  let layer: PackedLayer;

  beforeEach(async () => {
    layer = await PackedLayer.make();
  });

  const start = (node: string, source = layer.folder) =>
    new ProcessRunner().start([layer.program('keep'), source, node, ...layer.located]);

  async function unpackedBy(node: string) {
    const kept = await start(node);
    await waitUntil<true>({ timeoutMs: 20_000, intervalMs: 10 }, () =>
      Promise.resolve(existsSync(join(node, MANIFEST)) ? { found: true } : { seen: kept.output() }),
    );
    return kept;
  }

  test('unpacks for the pods of a node, stays, and leaves nothing when it is ended', async () => {
    const node = scratch();
    const kept = await unpackedBy(node);
    await expectUnpacked(node);
    await kept.stop();
    expect(await kept.ended).toBeUndefined();
    expect(readdirSync(node)).toEqual([]);
  });

  test('is what a pod takes, without a byte from the source', async () => {
    const node = scratch();
    const kept = await unpackedBy(node);
    const folder = scratch();
    mkdirSync(join(folder, 'opt'));
    const { stderr } = await layer.fetch('/gone', folder, { EKS_CRAC_NODE: node });
    expect(findFetchReport(stderr)).toMatchObject({ source: node, bytes: 0 });
    expect(readlinkSync(join(folder, 'opt'))).toBe(join(node, 'opt'));
    await expectUnpacked(folder);
    await kept.stop();
  });

  test('is not taken before it is whole: the pod fetches for itself', async () => {
    const node = scratch();
    mkdirSync(join(node, 'opt/eks-crac/checkpoint'), { recursive: true });
    writeFileSync(join(node, `${MANIFEST}.part`), '');
    const folder = scratch();
    await layer.run(['ln', '-s', node, join(folder, 'opt')]);
    const { stderr } = await layer.fetch(layer.folder, folder, { EKS_CRAC_NODE: node });
    expect(findFetchReport(stderr)).toMatchObject({ source: layer.folder, bytes: layer.packed.bytes });
    await expectUnpacked(folder);
  });

  test('ends when it cannot fetch, so that it is tried again', async () => {
    const kept = await start(scratch(), scratch());
    expect(await kept.ended).toEqual({ kind: 'exited', exitCode: 1 });
    expect(kept.output()).toMatch(/^eks-crac keep: \S+ is not there; check the name, /);
  });
});
