import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import { describeStart, FakeLayer } from './fake-layer';

describeStart('start, at the deadline', () => {
  test('stops the attempt first, which would else write its own reason over the deadline', async () => {
    const layer = new FakeLayer();
    const manifest = layer.path('checkpoint/manifest');
    // Both hang until somebody opens their other end: reading the manifest, and what follows the first line.
    const published = layer.path('guard/start.json.1');
    rmSync(manifest);
    spawnSync('mkfifo', [manifest, published]);
    const running = layer.launch(['sh', '-c', 'exit 7'], { env: { EKS_CRAC_DEADLINE_MS: '300' } });
    await running.said('"decided"');
    const end = await open(manifest, 'r+');
    await setTimeout(300);
    expect(JSON.parse(await readFile(published, 'utf8'))).toMatchObject({ event: 'decided', reason: 'deadline' });
    await end.close();
    const { decision, line, status } = await running.ended;
    expect([decision?.['reason'], line?.['reason'], status]).toEqual(['deadline', 'deadline', 7]);
  });

  test('does not wait as long again for the files that hung', async () => {
    const layer = new FakeLayer();
    rmSync(layer.path('checkpoint/manifest'));
    spawnSync('mkfifo', [layer.path('checkpoint/manifest')]);
    const { decision, ms, status } = await layer.launch(['sh', '-c', 'exit 7'], {
      env: { EKS_CRAC_DEADLINE_MS: '2000' },
    }).ended;
    expect([decision?.['reason'], status]).toEqual(['deadline', 7]);
    expect(ms).toBeLessThan(2000 + 1000);
  });
});
