import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FakeLayer, runs, shells, sources, until } from './fake-layer';

const RESTORED = '{"state":"restored","milliseconds":{"hooks":1.5},"failures":[],"warnings":[]}';

/** `start` for real, in every shell of this machine: real processes, signals and statuses, no container runtime. */
describe.each(shells.map((shell) => ({ name: shell.join(' '), shell })))('start in $name', ({ shell }) => {
  let layer: FakeLayer;

  beforeEach(async () => {
    layer = await FakeLayer.create(shell);
  });
  afterEach(() => layer.remove());

  const cold = (env: Record<string, string> = {}) =>
    layer.launch(['sh', '-c', 'echo cold out; echo cold err >&2; exit 7'], env).ended;
  const mark = () => join(layer.home, 'guard/attempt');

  test('restores with status, separate outputs and the line', async () => {
    layer.listen();
    const ended = await layer.launch(['false']).ended;
    expect(ended).toMatchObject({
      status: 42,
      stdout: 'restored out\n',
      line: { mode: 'restored', reason: '', release: 'v7' },
    });
    expect(ended.stderr).toContain('restored err\n');
    expect(ended.line).not.toHaveProperty('listening');
    expect(readFileSync(join(layer.home, 'argv'), 'utf8')).toContain('--unprivileged');
  });

  test.each<[string, () => void, Record<string, string>]>([
    ['disabled', () => undefined, { EKS_CRAC_MODE: 'cold' }],
    ['no-checkpoint', () => rmSync(join(layer.home, 'checkpoint/manifest')), {}],
    ['manifest', () => layer.manifest({ root: '$(reboot)' }), {}],
    ['manifest', () => layer.manifest({ clock: 'x' }), {}],
    ['manifest', () => layer.manifest({ service: undefined }), {}],
    ['manifest', () => layer.warpManifest({ java: undefined }), {}],
    ['schema', () => layer.manifest({ schema: '2', root: undefined }), {}],
    ['engine', () => layer.manifest({ engine: 'other' }), {}],
    ['run', () => undefined, { EKS_CRAC_RUN: 'r2' }],
    ['files', () => writeFileSync(join(layer.home, 'checkpoint/pages-1.img'), 'short'), {}],
    ['files', () => rmSync(join(layer.home, 'checkpoint/core-301.img')), {}],
    ['cpu', () => layer.machine({ flags: 'fpu sse2 avx2' }), {}],
    ['clock', () => layer.machine({ uptime: '999.98' }), {}],
    ['capabilities', () => layer.machine({ bounding: '0000010000000100' }), {}],
    ['no-new-privileges', () => layer.machine({ locked: 1 }), {}],
    ['previous-attempt', () => writeFileSync(mark(), ''), {}],
    ['restore-failed', () => undefined, { FAKE: 'fail' }],
  ])('starts cold: %s', async (reason, arrange, env) => {
    arrange();
    const ended = await cold(env);
    expect(ended).toMatchObject({ status: 7, stdout: 'cold out\n', line: { mode: 'cold', reason } });
    expect(ended.stderr).toContain('cold err\n');
  });

  test('hands over the environment to the agent, and waits for its report', async () => {
    layer.manifest({ agent: 'yes' });
    layer.listen();
    const ended = await layer.launch(['false'], { FAKE_REPORT: RESTORED, COLOUR: 'dark green' }).ended;
    expect(ended).toMatchObject({ status: 42, line: { mode: 'restored', reason: '' } });
    expect(ended.stderr).not.toContain('{"state"');
    expect(readFileSync(join(layer.home, 'argv'), 'utf8')).toContain(
      '--inherit-fd fd[8]:opt/eks-crac/checkpoint/handover --inherit-fd fd[9]:opt/eks-crac/checkpoint/report',
    );
    expect(readFileSync(join(layer.home, 'handover'), 'utf8').split('\n')).toContain('COLOUR=dark green');
  });

  test('shows a warning of the agent', async () => {
    layer.manifest({ agent: 'yes' });
    layer.listen();
    const report = RESTORED.replace('[]}', '[{"code":"reopen-failed"}]}');
    const ended = await layer.launch(['false'], { FAKE_REPORT: report }).ended;
    expect(ended).toMatchObject({ line: { mode: 'restored' } });
    expect(ended.stderr).toContain(`eks-crac: ${report}\n`);
  });

  test('hands over nothing without the agent', async () => {
    layer.listen();
    await layer.launch(['false']).ended;
    expect(readFileSync(join(layer.home, 'argv'), 'utf8')).not.toContain('handover');
  });

  test.each<[string, string, string]>([
    ['a hook that throws', 'hook-failed', '{"state":"failed","failures":[{"code":"hook-threw"}],"warnings":[]}'],
    ['a JVM that dies', 'restore-failed', ''],
    ['hooks that hang', 'deadline', 'hang'],
  ])('starts cold when %s with the agent, and the restored process is gone', async (_, reason, report) => {
    const sleeper = spawn('sleep', ['300']);
    const gone = new Promise((done) => sleeper.on('exit', (_code, signal) => done(signal)));
    layer.manifest({ agent: 'yes', service: String(sleeper.pid) });
    const ended = await cold({ FAKE_REPORT: report, FAKE_SERVICE: 'exit 0', EKS_CRAC_DEADLINE_MS: '500' });
    expect(ended).toMatchObject({ status: 7, stdout: 'cold out\n', line: { mode: 'cold', reason } });
    expect(ended.stderr.includes(report)).toBe(reason !== 'deadline');
    expect(await gone).toBe('SIGKILL');
  });

  test('lets root restore without permission to gain privileges', async () => {
    layer.machine({ locked: 1, uid: 0 });
    layer.listen();
    expect((await layer.launch(['false']).ended).line).toMatchObject({ mode: 'restored' });
  });

  test('shows criu’s output after a failure, and starts cold the next time', async () => {
    expect((await cold({ FAKE: 'fail' })).stderr).toContain('Error (fake): cannot');
    expect((await cold()).line).toMatchObject({ reason: 'previous-attempt' });
  });

  test('kills a restore that hangs within the deadline, with the processes it left', async () => {
    const sleeper = spawn('sleep', ['300']);
    layer.manifest({ service: String(sleeper.pid) });
    const gone = new Promise((done) => sleeper.on('exit', (_code, signal) => done(signal)));
    const ended = await cold({ FAKE: 'hang', EKS_CRAC_DEADLINE_MS: '305' });
    expect(ended).toMatchObject({ status: 7, line: { reason: 'deadline' } });
    expect(ended.ms).toBeLessThan(2500);
    expect(await gone).toBe('SIGKILL');
  });

  test('keeps the attempt after a crash soon after the restore, but not after a clean end', async () => {
    await layer.launch(['false']).ended;
    expect(existsSync(mark())).toBe(true);
    rmSync(mark());
    layer.manifest({});
    await layer.launch(['false'], { FAKE_SERVICE: 'exit 0' }).ended;
    expect(existsSync(mark())).toBe(false);
  });

  test('removes the attempt when its guard time is over, even if start is killed', async () => {
    const service = spawn('sleep', ['5']);
    layer.manifest({ service: String(service.pid) });
    const running = layer.launch(['false'], { FAKE_SERVICE: 'exec sleep 300', EKS_CRAC_GUARD_SECONDS: '0.5' });
    await until(() => existsSync(mark()));
    await until(() => runs(running.child.pid ?? 0, '0.5'));
    running.child.kill('SIGKILL');
    expect(existsSync(mark())).toBe(true);
    await until(() => !existsSync(mark()));
    service.kill();
  });

  test.each(['TERM', 'INT', 'HUP', 'QUIT', 'USR1', 'USR2'])(
    'cold, forwards %s to the service and waits for its end',
    async (signal) => {
      const running = layer.launch(
        ['sh', '-c', `trap 'echo got; sleep 0.2; exit 9' ${signal}; echo ready; while :; do sleep 0.05; done`],
        { EKS_CRAC_MODE: 'cold' },
      );
      await running.said('ready');
      running.child.kill(`SIG${signal}` as NodeJS.Signals);
      expect(await running.ended).toMatchObject({ status: 9, stdout: 'ready\ngot\n', line: { listening: false } });
    },
  );

  test('cold, exits with 128 plus the signal that killed the service', async () => {
    const running = layer.launch(['sh', '-c', 'echo ready; exec sleep 300'], { EKS_CRAC_MODE: 'cold' });
    await running.said('ready');
    running.child.kill('SIGTERM');
    expect(await running.ended).toMatchObject({ status: 143 });
  });

  test('restored, forwards TERM to the recorded process, whose status counts as an orderly end', async () => {
    const service = spawn('sh', [
      '-c',
      `trap 'sleep 0.2; echo 5 >"${layer.home}/ended"; exit' TERM; while :; do sleep 0.05; done`,
    ]);
    layer.manifest({ service: String(service.pid) });
    layer.listen();
    const running = layer.launch(['false'], {
      FAKE_SERVICE: `while [ ! -s "${layer.home}/ended" ]; do sleep 0.05; done; exit 5`,
    });
    await running.said('"restored"');
    running.child.kill('SIGTERM');
    expect(await running.ended).toMatchObject({ status: 5 });
    expect(existsSync(mark())).toBe(false);
  });

  test('removes the files that the capture removed before the restore', async () => {
    const removed = join(layer.home, 'a file of the image');
    writeFileSync(removed, '');
    layer.manifest({ removed });
    await layer.launch(['false']).ended;
    expect(existsSync(removed)).toBe(false);
  });

  test('writes the line when the socket listens, as safe JSON', async () => {
    const running = layer.launch(['sleep', '2'], {
      EKS_CRAC_MODE: 'cold',
      EKS_CRAC_PORT: String(layer.port),
      EKS_CRAC_RELEASE: 'a"b\\c',
    });
    await until(() => runs(running.child.pid ?? 0, '0.25')); // it has looked at the port and sleeps
    layer.machine({ uptime: '1001.58' });
    layer.listen();
    expect((await running.ended).line).toEqual({
      'eks-crac': 'start',
      mode: 'cold',
      reason: 'disabled',
      ms: 1500,
      release: 'a"b\\c',
    });
  });
});

test('no shell warns about the scripts', () => {
  if (spawnSync('which', ['shellcheck']).status !== 0) return;
  const scripts = [
    'start',
    'root',
    'capture',
    'capture-jvm',
    'parts/process.sh',
    'parts/checkpoint.sh',
    'parts/guard.sh',
    'parts/criu.sh',
    'parts/warp.sh',
    'parts/properties.sh',
    'parts/report.sh',
    'parts/store.sh',
    'fetch',
  ];
  expect(spawnSync('shellcheck', scripts, { cwd: sources, encoding: 'utf8' }).stdout).toBe('');
});
