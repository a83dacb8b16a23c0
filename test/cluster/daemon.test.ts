import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ProcessRunner } from '../../kit/process';
import { Daemon } from './harness/daemon';
import { describeOnCluster } from './scene/on-cluster';

describeOnCluster('a process of the cluster', () => {
  test('has no folder for temporary files that whoever started it may delete', async () => {
    const state = mkdtempSync(join(tmpdir(), 'eks-crac-daemon-'));
    const followed = join(state, 'followed');
    writeFileSync(followed, '');
    const runner = new ProcessRunner({ ...process.env, TMPDIR: state });
    const daemon = new Daemon(state, runner, { name: 'tail', argv: ['/usr/bin/tail', '-f', followed] });
    try {
      await daemon.start();
      const environment = readFileSync(`/proc/${String(await daemon.pid())}/environ`, 'utf8').split('\0');
      expect(environment.filter((entry) => /^(PATH|TMPDIR)=/.test(entry))).toEqual([
        `PATH=${process.env['PATH'] ?? ''}`,
      ]);
    } finally {
      await daemon.stop();
      rmSync(state, { recursive: true });
    }
  });
});
