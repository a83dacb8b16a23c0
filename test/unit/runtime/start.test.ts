import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FakeLayer, shells, sources, until } from './fake-layer';

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

  test('restores: status, both outputs apart, the line', async () => {
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

  test('with the agent: the environment is handed over, and the report awaited', async () => {
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

  test('with the agent: a warning is shown', async () => {
    layer.manifest({ agent: 'yes' });
    layer.listen();
    const report = RESTORED.replace('[]}', '[{"code":"reopen-failed"}]}');
    const ended = await layer.launch(['false'], { FAKE_REPORT: report }).ended;
    expect(ended).toMatchObject({ line: { mode: 'restored' } });
    expect(ended.stderr).toContain(`eks-crac: ${report}\n`);
  });

  test('not with the agent: nothing is handed over', async () => {
    layer.listen();
    await layer.launch(['false']).ended;
    expect(readFileSync(join(layer.home, 'argv'), 'utf8')).not.toContain('handover');
  });

  test.each<[string, string, string]>([
    ['a hook that throws', 'hook-failed', '{"state":"failed","failures":[{"code":"hook-threw"}],"warnings":[]}'],
    ['a JVM that dies', 'restore-failed', ''],
    ['hooks that hang', 'deadline', 'hang'],
  ])('with the agent: %s starts cold, and the restored process is gone', async (_, reason, report) => {
    const sleeper = spawn('sleep', ['300']);
    const gone = new Promise((done) => sleeper.on('exit', (_code, signal) => done(signal)));
    layer.manifest({ agent: 'yes', service: String(sleeper.pid) });
    const ended = await cold({ FAKE_REPORT: report, FAKE_SERVICE: 'exit 0', EKS_CRAC_DEADLINE_MS: '500' });
    expect(ended).toMatchObject({ status: 7, stdout: 'cold out\n', line: { mode: 'cold', reason } });
    expect(ended.stderr.includes(report)).toBe(reason !== 'deadline');
    expect(await gone).toBe('SIGKILL');
  });

  test('root needs no permission to gain privileges', async () => {
    layer.machine({ locked: 1, uid: 0 });
    layer.listen();
    expect((await layer.launch(['false']).ended).line).toMatchObject({ mode: 'restored' });
  });

  test('a failure shows what criu said, and the next start of the pod is cold', async () => {
    expect((await cold({ FAKE: 'fail' })).stderr).toContain('Error (fake): cannot');
    expect((await cold()).line).toMatchObject({ reason: 'previous-attempt' });
  });

  test('a hanging restore is killed within the deadline, with the processes it left', async () => {
    const sleeper = spawn('sleep', ['300']);
    layer.manifest({ service: String(sleeper.pid) });
    const gone = new Promise((done) => sleeper.on('exit', (_code, signal) => done(signal)));
    const ended = await cold({ FAKE: 'hang', EKS_CRAC_DEADLINE_MS: '305' });
    expect(ended).toMatchObject({ status: 7, line: { reason: 'deadline' } });
    expect(ended.ms).toBeLessThan(2500);
    expect(await gone).toBe('SIGKILL');
  });

  test('a crash soon after the restore leaves the attempt, a clean end does not', async () => {
    await layer.launch(['false']).ended;
    expect(existsSync(mark())).toBe(true);
    rmSync(mark());
    layer.manifest({});
    await layer.launch(['false'], { FAKE_SERVICE: 'exit 0' }).ended;
    expect(existsSync(mark())).toBe(false);
  });

  test('the attempt is forgotten when its guard time is over, even if start is killed after it', async () => {
    const service = spawn('sleep', ['5']);
    layer.manifest({ service: String(service.pid) });
    const running = layer.launch(['false'], { FAKE_SERVICE: 'exec sleep 300', EKS_CRAC_GUARD_SECONDS: '0.5' });
    await until(() => existsSync(mark()));
    await new Promise((done) => setTimeout(done, 200));
    running.child.kill('SIGKILL');
    expect(existsSync(mark())).toBe(true);
    await until(() => !existsSync(mark()));
    service.kill();
  });

  test.each(['TERM', 'INT', 'HUP', 'QUIT', 'USR1', 'USR2'])(
    'cold: %s reaches the service, whose end is awaited',
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

  test('cold: a service killed by a signal ends with 128 and its number', async () => {
    const running = layer.launch(['sh', '-c', 'echo ready; exec sleep 300'], { EKS_CRAC_MODE: 'cold' });
    await running.said('ready');
    running.child.kill('SIGTERM');
    expect(await running.ended).toMatchObject({ status: 143 });
  });

  test('restored: TERM reaches the recorded process, and its status counts as an ordered end', async () => {
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

  test('files the capture removed go before the restore', async () => {
    const removed = join(layer.home, 'a file of the image');
    writeFileSync(removed, '');
    layer.manifest({ removed });
    await layer.launch(['false']).ended;
    expect(existsSync(removed)).toBe(false);
  });

  test('the line waits for the socket, and is safe JSON', async () => {
    const running = layer.launch(['sleep', '2'], {
      EKS_CRAC_MODE: 'cold',
      EKS_CRAC_PORT: String(layer.port),
      EKS_CRAC_RELEASE: 'a"b\\c',
    });
    await new Promise((done) => setTimeout(done, 300));
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
