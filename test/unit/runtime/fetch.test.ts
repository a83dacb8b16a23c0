import {
  closeSync,
  existsSync,
  fstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { findFetchReport } from '../../../contract';
import { scratch } from '../../support/unit-scratch';
import { describeFetch, expectUnpacked, MANIFEST, MEMORY, PackedLayer, usedFolder } from './packed-layer';

describeFetch('fetch', () => {
  let layer: PackedLayer;

  beforeEach(async () => {
    layer = await PackedLayer.make();
  });

  test('unpacks every file of the layer, and reports one line', async () => {
    const folder = usedFolder();
    const { stderr } = await layer.fetch(layer.folder, folder);
    expect(findFetchReport(stderr)).toMatchObject({ source: layer.folder, bytes: layer.packed.bytes, retries: 0 });
    expect(stderr.split('\n')).toHaveLength(2);
    await expectUnpacked(folder);
  });

  test('puts new files in the place of old ones, which a service may have mapped', async () => {
    const folder = usedFolder();
    writeFileSync(join(folder, MEMORY), 'mapped');
    const mapped = openSync(join(folder, MEMORY), 'r');
    await layer.fetch(layer.folder, folder);
    expect(fstatSync(mapped).size).toBe('mapped'.length);
    closeSync(mapped);
    await expectUnpacked(folder);
  });

  test('makes files that any user of a pod can read, whatever the umask of the container', async () => {
    const folder = scratch();
    const before = ['sh', '-c', 'umask 077; exec "$@"', 'sh'];
    await layer.fetch(layer.folder, folder, {}, { before });
    const mode = (name: string) => (statSync(join(folder, name)).mode & 0o777).toString(8);
    expect([mode('opt'), mode('opt/eks-crac/checkpoint'), mode(MEMORY)]).toEqual(['755', '755', '644']);
  });

  test('writes no zeros where the file has a hole', async () => {
    const folder = scratch();
    await layer.fetch(layer.folder, folder);
    const { blocks, size } = statSync(join(folder, MEMORY));
    expect(size - blocks * 512).toBeGreaterThan(7 * 1024 * 1024);
  });

  test('has frames in the form that is unpacked faster where it is small enough', () => {
    const sizes = (form: string) => layer.frames().flatMap((one) => (one.form === form ? [one.stored] : []));
    expect(Math.max(...sizes('lz4'))).toBeLessThan(0.3 * 1024 * 1024);
    expect(Math.min(...sizes('zstd'))).toBeGreaterThan(0.3 * 1024 * 1024);
  });

  test.each<[string, string[], string]>([
    ['no arguments', [], 'usage: fetch SOURCE FOLDER DIGEST BYTES INDEX'],
    [
      'another scheme',
      ['http://x/y', '/tmp', `sha256:${'0'.repeat(64)}`, '1', '1'],
      'the source must be s3://BUCKET/PREFIX or the path of a folder, got: http://x/y',
    ],
    [
      'no prefix',
      ['s3://bucket/', '/tmp', `sha256:${'0'.repeat(64)}`, '1', '1'],
      'the source must be s3://BUCKET/PREFIX or the path of a folder, got: s3://bucket/',
    ],
    [
      'no digest',
      ['s3://b/p', '/tmp', 'latest', '1', '1'],
      'DIGEST, BYTES and INDEX must be those of the release record, got: ["latest" "1" "1"]',
    ],
    [
      'no folder',
      ['s3://b/p', '/nonexistent', `sha256:${'0'.repeat(64)}`, '1', '1'],
      'the folder /nonexistent does not exist',
    ],
  ])('says what is wrong: %s', async (_case, words, text) => {
    const ended = layer.run([layer.program('fetch'), ...words]);
    await expect(ended).rejects.toMatchObject({
      failure: { exitCode: 2 },
      stderr: expect.stringContaining(`eks-crac fetch: ${text}\n`) as string,
    });
  });

  /** Expects that nothing looks like a checkpoint, and that this is why. */
  async function expectCold(text: RegExp | string, source: string, folder = usedFolder()): Promise<void> {
    const { stderr } = await layer.fetch(source, folder);
    expect(stderr).toMatch(text);
    expect(stderr).toMatch(/; the service starts cold\n$/);
    expect(existsSync(join(folder, MANIFEST))).toBe(false);
  }

  test('unpacks nothing of a pack that is not there', () =>
    expectCold('is not there; check the name, and that the release was published to this store', scratch()));

  test('unpacks no frame that was altered', async () => {
    const content = readFileSync(layer.file);
    content.writeUInt8(content.readUInt8(1000) ^ 1, 1000);
    writeFileSync(layer.file, content);
    await expectCold(
      / was altered: a frame has the digest sha256:\S+ instead of sha256:\S+: it is not what was/,
      layer.folder,
    );
  });

  test('takes no index but that of the record', async () => {
    const packed = { ...layer.packed, digest: `sha256:${'0'.repeat(64)}` };
    const { stderr } = await layer.fetch(layer.folder, usedFolder(), {}, { packed });
    expect(stderr).toMatch(
      / was altered: its index has the digest sha256:\S+ instead of sha256:0+: it is not what was/,
    );
  });

  test('unpacks nothing of a pack that was cut off', async () => {
    truncateSync(layer.file, Math.floor(layer.packed.bytes / 2));
    await expectCold('is shorter than what was published; publish again', layer.folder);
  });

  test('says that the folder is too small', async () => {
    const folder = join(scratch(), 'small');
    mkdirSync(folder);
    const script = `mount -t tmpfs -o size=2m tmpfs ${folder} && exec "$@"`;
    const before = ['unshare', '--mount', '--map-root-user', 'sh', '-c', script, 'sh'];
    const { stderr } = await layer.fetch(layer.folder, folder, {}, { before });
    expect(stderr).toMatch(
      / does not fit: .*no space left on device; give the volume more room; the service starts cold/,
    );
  });

  test('leads no file out of the folder', async () => {
    const folder = scratch();
    mkdirSync(join(folder, 'opt/eks-crac'), { recursive: true });
    const outside = scratch();
    await layer.run(['ln', '-s', outside, join(folder, 'opt/eks-crac/checkpoint')]);
    await expectCold('path escapes from parent', layer.folder, folder);
    expect(existsSync(join(outside, 'memory.img'))).toBe(false);
  });
});
