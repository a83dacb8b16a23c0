import { join } from 'node:path';
import { LayerArchive } from '../../../stage/checkpoint-layer/layer-archive';
import { engineOf } from '../../support/unit-engine';
import { exited } from '../../support/unit-runner';
import { scratch } from '../../support/unit-scratch';

const LARGE = 'x'.repeat(1024 * 1024);
const script = {
  'docker cp service:/a -': { files: { a: LARGE } },
  'docker cp service:/gone -': exited(1, 'permission denied'),
};
const problem = new Error('the first error');

test('a full disk ends it with what the system says, and nothing hangs', async () => {
  const layer = new LayerArchive(engineOf(script).engine, 'service', '/dev/full');
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

test('given up for another reason, that is the reason', async () => {
  const layer = new LayerArchive(engineOf(script).engine, 'service', join(scratch(), 'layer.tar'));
  await layer.addTree('/a');
  expect(await layer.abandon(problem)).toBe(problem);
});

test('given up before anything was added', async () => {
  const layer = new LayerArchive(engineOf(script).engine, 'service', join(scratch(), 'layer.tar'));
  await expect(layer.addTree('/gone')).rejects.toThrow('docker cp exited with code 1: permission denied');
  expect(await layer.abandon(problem)).toBe(problem);
});

test('of a changed folder nothing is added', async () => {
  const { engine } = engineOf({
    'docker cp service:/etc -': { files: { 'etc/': '', 'etc/motd': 'M' } },
    'docker cp service:/etc/motd -': { files: { motd: 'M' } },
  });
  const layer = new LayerArchive(engine, 'service', join(scratch(), 'layer.tar'));
  expect(await layer.addFile('/etc')).toEqual([]);
  expect(await layer.addFile('/etc/motd')).toMatchObject([{ path: '/etc/motd', bytes: 1 }]);
  await layer.close();
});
