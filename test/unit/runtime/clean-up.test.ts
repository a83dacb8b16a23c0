import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { scratch } from '../../support/unit-scratch';
import { describeStart, FakeLayer } from './fake-layer';

const COLD = ['sh', '-c', 'exit 7'];

/** What `start` removes and puts back, when the manifest or the files are not as they should be. */
describeStart('start', () => {
  let layer: FakeLayer;
  let place: string;

  beforeEach(() => {
    layer = new FakeLayer();
    place = scratch();
    mkdirSync(join(place, 'a'));
    for (const name of ['token', 'a/old']) writeFileSync(join(place, name), '');
  });

  test.each(['a/..', 'a/../token', 'a/.', './token', 'a//old', 'a/'])('never removes %s', async (path) => {
    layer.manifest({}, [`removed=${place}/${path}`]);
    const { stderr } = await layer.launch(['false']).ended;
    expect(existsSync(join(place, 'token')) && existsSync(join(place, 'a/old'))).toBe(true);
    expect(stderr).toContain(`${place}/${path}, which the captured service had removed, stays: Invalid argument`);
  });

  test.each(['folder=755', 'added=644', 'changed=644'])(
    'removes nothing by %s that leads out of a folder',
    async (key) => {
      layer.manifest({}, [`${key} ${place}/a/..`]);
      await layer.launch(COLD, { env: { EKS_CRAC_MODE: 'cold' } }).ended;
      expect(existsSync(join(place, 'a/old'))).toBe(true);
    },
  );

  test('removes the others when one file cannot be removed', async () => {
    layer.manifest({}, ['removed=relative', `removed=${place}/token`]);
    const { decision, stderr } = await layer.launch(['false']).ended;
    expect(decision).toMatchObject({ mode: 'restored' });
    expect(stderr).toContain('relative, which the captured service had removed, stays: Invalid argument');
    expect(existsSync(join(place, 'token'))).toBe(false);
  });

  test('a short deadline of the restore does not cut short the return to the image’s files', async () => {
    mkdirSync(layer.path(`image${place}`), { recursive: true });
    writeFileSync(layer.path(`image${place}/config`), 'image');
    writeFileSync(join(place, 'config'), 'changed');
    layer.manifest({}, [`original=644 ${place}/slow`, `original=644 ${place}/config`]);
    const slow = layer.path(`image${place}/slow`);
    spawnSync('mkfifo', [slow]);
    const running = layer.launch(COLD, { env: { EKS_CRAC_MODE: 'cold', EKS_CRAC_DEADLINE_MS: '400' } });
    await running.said('"decided"');
    await setTimeout(800);
    await writeFile(slow, '');
    expect(await running.ended).toMatchObject({ status: 7, decision: { reason: 'disabled' } });
    expect(readFileSync(join(place, 'config'), 'utf8')).toBe('image');
  });
});
