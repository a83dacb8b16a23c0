import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { extract } from 'tar-stream';
import type { PodUser } from '../../../../../engines';
import { LayerArchive } from '../../../../../stage/steps/assemble/layer-archive';
import { containersOf } from '../../../../support/unit-containers';
import { exited } from '../../../../support/unit-runner';
import { scratch } from '../../../../support/unit-scratch';

const LARGE = 'x'.repeat(1024 * 1024);
const script = {
  'docker cp service:/a -': { files: { a: LARGE } },
  'docker cp service:/gone -': exited(1, 'permission denied'),
};
const problem = new Error('the first error');

describe('the layer archive', () => {
  test('fails on a full disk with the system’s error, without hanging', async () => {
    const layer = new LayerArchive(containersOf(script).containers, 'service', '/dev/full');
    const added = (async () => {
      for (let number = 0; number < 10; number += 1) await layer.addTree('/a');
      await layer.close();
    })();
    const error = await added.then(
      () => new Error('it was written'),
      (failure: unknown) => failure as Error,
    );
    expect((await layer.abandon(error)).message).toBe('ENOSPC: no space left on device, write');
  });

  test('reports the reason for which it was abandoned', async () => {
    const layer = new LayerArchive(containersOf(script).containers, 'service', join(scratch(), 'layer.tar'));
    await layer.addTree('/a');
    expect(await layer.abandon(problem)).toBe(problem);
  });

  test('can be abandoned before anything was added', async () => {
    const layer = new LayerArchive(containersOf(script).containers, 'service', join(scratch(), 'layer.tar'));
    await expect(layer.addTree('/gone')).rejects.toThrow('docker cp exited with code 1: permission denied');
    expect(await layer.abandon(problem)).toBe(problem);
  });

  test('ignores changed folders', async () => {
    const { containers } = containersOf({
      'docker cp service:/etc -': { files: { 'etc/': '', 'etc/motd': 'M' } },
      'docker cp service:/etc/motd -': { files: { motd: 'M' } },
    });
    const layer = new LayerArchive(containers, 'service', join(scratch(), 'layer.tar'));
    expect(await layer.addFile('/etc')).toEqual([]);
    expect(await layer.addFile('/etc/motd')).toMatchObject([{ path: '/etc/motd', bytes: 1 }]);
    await layer.close();
  });

  test.each([
    ['of the service’s user, where the container runtime does not tell', { uid: 10001, gid: 10002 }, '10001:10002'],
    ['of whoever owned it in the container', undefined, '0:0'],
  ])('keeps entries that are %s', async (_, owner: PodUser | undefined, expected) => {
    const { containers } = containersOf({ 'docker cp service:/a -': { files: { 'a/': '', 'a/b': 'B' } } });
    const file = join(scratch(), 'layer.tar');
    const layer = new LayerArchive(containers, 'service', file, owner);
    await layer.addTree('/a');
    await layer.close();
    const tar = extract();
    tar.end(readFileSync(file));
    const owners: string[] = [];
    for await (const entry of tar) {
      owners.push(`${entry.header.name} ${entry.header.uid}:${entry.header.gid}`);
      entry.resume();
    }
    expect(owners).toEqual([`a ${expected}`, `a/b ${expected}`]);
  });
});
