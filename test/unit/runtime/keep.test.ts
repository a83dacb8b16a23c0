import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readlinkSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findFetchReport } from '../../../contract';
import { ProcessRunner } from '../../../kit/process';
import type { BackgroundProcess } from '../../../kit/process';
import { waitUntil } from '../../../kit/wait';
import { scratch } from '../../support/unit-scratch';
import { describeFetch, expectUnpacked, FILES, MANIFEST, MEMORY, PackedLayer } from './packed-layer';

const OTHER = 'f'.repeat(64);
const whereRoot = process.getuid?.() === 0 && existsSync('/dev/loop-control') ? test : test.skip;

describeFetch('keep', () => {
  let layer: PackedLayer;

  beforeEach(async () => {
    layer = await PackedLayer.make();
  });

  const keepers: BackgroundProcess[] = [];

  afterEach(async () => {
    await Promise.all(keepers.splice(0).map((keeper) => keeper.stop()));
  });

  async function start(node: string, source = layer.folder, before: readonly string[] = []) {
    const argv = [...before, layer.program('keep'), source, node, ...layer.located];
    const keeper = await new ProcessRunner().start(argv);
    keepers.push(keeper);
    return keeper;
  }

  const kept = (node: string) => join(node, layer.packed.digest.replace('sha256:', ''));

  async function unpackedBy(node: string, source = layer.folder, before: readonly string[] = []) {
    const keeper = await start(node, source, before);
    await waitUntil<true>({ timeoutMs: 20_000, intervalMs: 10 }, () =>
      Promise.resolve(keeper.output().includes('"eks-crac":"keep"') ? { found: true } : { seen: keeper.output() }),
    );
    return keeper;
  }

  /** A folder of the node with a file in the place of one that is to be unpacked. */
  function leftIn(folder: string, file: string): void {
    mkdirSync(join(folder, 'opt/eks-crac/checkpoint'), { recursive: true });
    writeFileSync(join(folder, file), '');
  }

  /** What a pod has that takes its checkpoint from the node. */
  async function linkedTo(node: string, source: string) {
    const folder = scratch();
    const { stderr } = await layer.fetch(source, folder, { EKS_CRAC_NODE: node });
    await expectUnpacked(folder);
    return { folder, report: findFetchReport(stderr) };
  }

  test('unpacks for the pods of a node, stays, and leaves nothing when it is ended', async () => {
    const node = scratch();
    const keeper = await unpackedBy(node);
    await expectUnpacked(kept(node));
    await keeper.stop();
    expect(await keeper.ended).toBeUndefined();
    expect(readdirSync(node)).toEqual([]);
  });

  test('leaves nothing when it is ended while it unpacks', async () => {
    const node = scratch();
    const keeper = await start(node);
    await waitUntil<true>({ timeoutMs: 20_000, intervalMs: 1 }, () =>
      Promise.resolve(existsSync(join(kept(node), MEMORY)) ? { found: true } : { seen: keeper.output() }),
    );
    await keeper.stop();
    expect(await keeper.ended).toBeUndefined();
    expect(readdirSync(node)).toEqual([]);
  });

  test('is what a pod takes, without a byte from the source', async () => {
    const node = scratch();
    await unpackedBy(node);
    const { folder, report } = await linkedTo(node, '/gone');
    expect(report).toMatchObject({ source: node, bytes: 0 });
    expect(readlinkSync(join(folder, 'opt'))).toBe(join(kept(node), 'opt'));
  });

  test.each<[string, (node: string) => void]>([
    ['is not whole', (node) => leftIn(kept(node), `${MANIFEST}.part`)],
    ['is of another pack', (node) => leftIn(join(node, OTHER), MANIFEST)],
  ])('is not taken where it %s: the pod fetches for itself', async (_where, leave) => {
    const node = scratch();
    leave(node);
    expect((await linkedTo(node, layer.folder)).report).toMatchObject({ source: layer.folder });
  });

  test('ends when it cannot fetch, so that it is tried again', async () => {
    const keeper = await start(scratch(), scratch());
    expect(await keeper.ended).toEqual({ kind: 'exited', exitCode: 1 });
    expect(keeper.output()).toMatch(/^eks-crac keep: \S+ is not there; check the name, /);
  });

  test('takes over a whole copy when it was killed, and touches no file that services have mapped', async () => {
    const node = scratch();
    const first = await unpackedBy(node);
    process.kill(first.pid, 'SIGKILL');
    await first.ended;
    const before = statSync(join(kept(node), MEMORY));
    const second = await unpackedBy(node, scratch());
    expect(second.output()).toContain('"bytes":0');
    const { ino, mtimeMs } = statSync(join(kept(node), MEMORY));
    expect({ ino, mtimeMs }).toEqual({ ino: before.ino, mtimeMs: before.mtimeMs });
  });

  test('removes the copies of other releases, which a keeper that was killed has left, and nothing else', async () => {
    const node = scratch();
    leftIn(join(node, OTHER), MANIFEST);
    symlinkSync(scratch(), join(node, 'link'));
    mkdirSync(join(node, 'lost+found'));
    await unpackedBy(node);
    expect(readdirSync(node).sort()).toEqual([kept(node).slice(node.length + 1), 'link', 'lost+found'].sort());
  });

  whereRoot('has every byte on the disk before it is whole, so that a reset of the node leaves no zeros', async () => {
    const [disk, after, node] = ['disk', 'after', 'node'].map((name) => join(scratch(), name)) as [
      string,
      string,
      string,
    ];
    await layer.run(['sh', '-ec', `truncate -s 96M ${disk}; mkfs.ext4 -q ${disk}; mkdir ${node}`]);
    await unpackedBy(node, layer.folder, mounted(disk, node));
    // What the disk of a node has that loses its power now.
    await layer.run(['cp', disk, after]);
    const { stdout } = await layer.run([...mounted(after, node), 'sha256sum', join(kept(node), MEMORY)]);
    expect(stdout.split(' ')[0]).toBe(createHash('sha256').update(FILES[MEMORY]!).digest('hex'));
  });
});

/** Has the program alone see what a disk has, so that no mount is left when it ends. */
const mounted = (disk: string, folder: string) => [
  ...['unshare', '--mount', 'sh', '-ec', 'mount -o loop "$1" "$2"; shift 2; exec "$@"', 'sh', disk, folder],
];
