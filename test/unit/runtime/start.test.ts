import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { describeStart, FakeLayer, until } from './fake-layer';

const RESTORED = '{"state":"restored","milliseconds":{"hooks":1.5},"failures":[],"warnings":[]}';
const COLD = ['sh', '-c', 'echo cold out; echo cold err >&2; exit 7'];

/** `start` for real: real processes, signals and statuses, in a process namespace like a container's. */
describeStart.each([
  ['PID 1', true],
  ['another process', false],
])('start as %s', (_name, pid1) => {
  let layer: FakeLayer;

  beforeEach(() => {
    layer = new FakeLayer();
  });

  const mark = () => layer.path('guard/attempt');

  test('restores with status, separate outputs and the lines', async () => {
    layer.listen();
    const ended = await layer.launch(['false'], { pid1 }).ended;
    const known = { mode: 'restored', reason: '', release: 'v7', engine: 'criu', run: 'r1', deadlineMs: 20000 };
    expect(ended).toMatchObject({ status: 42, stdout: 'restored out\n', decision: known });
    expect(ended.line).toMatchObject({ ...known, event: 'listening' });
    expect(ended.line?.['restoreMs']).toBeGreaterThan(0);
    expect(ended.stderr).toContain('restored err\n');
    expect(ended.decision).not.toHaveProperty('detail');
    expect(layer.read('argv')).toContain('--restore-detached --restore-sibling --unprivileged');
  });

  test('keeps the last line for the other containers of the pod', async () => {
    layer.listen();
    const { line } = await layer.launch(['false'], { pid1 }).ended;
    expect(JSON.parse(layer.read('guard/start.json'))).toEqual(line);
  });

  test.each<[string, string, () => void, Record<string, string>]>([
    ['disabled', 'EKS_CRAC_MODE is cold', () => undefined, { EKS_CRAC_MODE: 'cold' }],
    ['no-checkpoint', 'has no manifest', () => rmSync(layer.path('checkpoint/manifest')), {}],
    ['manifest', 'service=$(reboot) is not a process id', () => layer.manifest({ service: '$(reboot)' }), {}],
    ['manifest', 'service= is not a process id', () => layer.manifest({ service: undefined }), {}],
    ['manifest', 'service=1 is not a process id', () => layer.manifest({ service: '1' }), {}],
    ['manifest', 'clock=x is not a number of seconds', () => layer.manifest({ clock: 'x' }), {}],
    ['manifest', 'schema=1x is not a number', () => layer.manifest({ schema: '1x' }), {}],
    ['manifest', 'java= is not an absolute path', () => layer.warpManifest({ java: undefined }), {}],
    ['manifest', 'it has a line without a key', () => layer.manifest({}, ['nothing']), {}],
    ['manifest', 'it has a line without a key', () => layer.manifest({}, ['=nothing']), {}],
    ['manifest', 'it has a NUL', () => layer.manifest({}, ['a=\0']), {}],
    ['manifest', 'file=x is not a size and a name', () => layer.manifest({}, ['file=x']), {}],
    ['schema', 'the manifest has schema 2, and this program knows 1', () => layer.manifest({ schema: '2' }), {}],
    ['engine', 'engine other is not known', () => layer.manifest({ engine: 'other' }), {}],
    ['run', 'the checkpoint is of run r1, and the image of r2', () => undefined, { EKS_CRAC_RUN: 'r2' }],
    [
      'files',
      'pages-1.img has 5 bytes instead of 4096',
      () => writeFileSync(layer.path('checkpoint/pages-1.img'), 'short'),
      {},
    ],
    ['files', 'core-301.img: No such file or directory', () => rmSync(layer.path('checkpoint/core-301.img')), {}],
    ['cpu', 'this CPU has no sse', () => layer.machine({ flags: 'fpu sse2 avx2' }), {}],
    ['cpu', 'this CPU has no fpu', () => rmSync(layer.path('proc/cpuinfo')), {}],
    ['clock', 'the captured service for 99999999999 s', () => layer.manifest({ clock: '99999999999.99' }), {}],
    [
      'capabilities',
      'the container has no CAP_CHECKPOINT_RESTORE',
      () => layer.machine({ bounding: '0000000000080100' }),
      {},
    ],
    ['capabilities', 'the container has no CAP_FLY', () => layer.manifest({ capabilities: 'FLY' }), {}],
    [
      'no-new-privileges',
      'the user is not root, and allowPrivilegeEscalation is false',
      () => layer.machine({ locked: 1 }),
      {},
    ],
    ['previous-attempt', 'of an earlier container of this pod failed', () => writeFileSync(mark(), ''), {}],
  ])('starts cold without trying: %s, %s', async (reason, detail, arrange, env) => {
    arrange();
    const before = existsSync(mark());
    const ended = await layer.launch(COLD, { env, pid1 }).ended;
    expect(ended).toMatchObject({ status: 7, stdout: 'cold out\n', decision: { mode: 'cold', reason } });
    expect(ended.decision?.['detail']).toContain(detail);
    expect(ended.stderr).toContain('cold err\n');
    expect(existsSync(layer.path('argv'))).toBe(false);
    expect(existsSync(mark())).toBe(before);
  });

  test('hands over the environment to the agent, waits for its report, and tells how long the hooks took', async () => {
    layer.manifest({ agent: 'yes' });
    layer.listen();
    const ended = await layer.launch(['false'], { fake: { report: RESTORED }, env: { COLOUR: 'dark green' }, pid1 })
      .ended;
    expect(ended).toMatchObject({ status: 42, line: { mode: 'restored', hooksMs: 1.5 } });
    expect(ended.stderr).not.toContain('{"state"');
    expect(layer.read('argv')).toContain(
      '--inherit-fd fd[8]:opt/eks-crac/checkpoint/handover --inherit-fd fd[9]:opt/eks-crac/checkpoint/report',
    );
    expect(layer.read('handover').split('\n')).toContain('COLOUR=dark green');
  });

  test('shows a warning of the agent', async () => {
    layer.manifest({ agent: 'yes' });
    const report = RESTORED.replace('[]}', '[{"code":"reopen-failed"}]}');
    const ended = await layer.launch(['false'], { fake: { report }, pid1 }).ended;
    expect(ended).toMatchObject({ decision: { mode: 'restored' } });
    expect(ended.stderr).toContain(`eks-crac: ${report}\n`);
  });

  test('gives CRIU the memory file of the checkpoint that it restores, wherever that is', async () => {
    writeFileSync(layer.path('checkpoint/memory.img'), 'memory');
    await layer.launch(['false'], { pid1 }).ended;
    expect(layer.read('argv')).toMatch(/ --inherit-fd fd\[6\]:opt\/eks-crac\/checkpoint\/memory\.img\n$/);
    expect(layer.read('memory')).toBe('memory');
  });

  test('gives CRIU no memory file of a checkpoint that has none', async () => {
    await layer.launch(['false'], { pid1 }).ended;
    expect(layer.read('argv')).not.toContain('memory.img');
    expect(existsSync(layer.path('memory'))).toBe(false);
  });

  test('hands over nothing without the agent', async () => {
    await layer.launch(['false'], { pid1 }).ended;
    expect(layer.read('argv')).not.toContain('handover');
  });

  test('gives CRIU no variable of the pod', async () => {
    await layer.launch(['false'], { env: { LD_LIBRARY_PATH: '/lib64', LANG: 'de_DE.UTF-8' }, pid1 }).ended;
    const names = layer
      .read('criu.env')
      .split('\n')
      .map((line) => line.split('=')[0]);
    expect(
      names.filter((name) => !['', 'XDG_RUNTIME_DIR', 'PWD', 'OLDPWD', 'SHLVL', '_'].includes(name ?? '')),
    ).toEqual([]);
  });

  test.each<[string, string, string, string]>([
    [
      'a hook throws',
      'hook-failed',
      'a hook after the restore failed',
      '{"state":"failed","failures":[{"code":"hook-threw"}],"warnings":[]}',
    ],
    ['the JVM dies', 'restore-failed', 'the service ended before its hooks did', ''],
    ['the hooks hang', 'deadline', 'the hooks after the restore took longer than 500 ms', 'hang'],
  ])('starts cold when %s', async (_case, reason, detail, report) => {
    layer.manifest({ agent: 'yes' });
    const launch = { fake: { report, service: 'sleep 300 & exit 0' }, env: { EKS_CRAC_DEADLINE_MS: '500' }, pid1 };
    const ended = await layer.launch(COLD, launch).ended;
    expect(ended).toMatchObject({ status: 7, stdout: 'cold out\n', decision: { mode: 'cold', reason, detail } });
    if (report.startsWith('{')) expect(ended.stderr).toContain(report);
  });

  test.each<[string, string]>([
    ['fail', 'restore-failed'],
    ['leave', 'restore-failed'],
    ['nothing', 'restore-failed'],
    ['hang', 'deadline'],
  ])('nothing of a restore that failed (%s) lives beside the cold service', async (does, reason) => {
    const list = 'for p in /proc/[0-9]*; do read -r name <$p/comm; echo "${p#/proc/} $name"; done';
    const env = { EKS_CRAC_DEADLINE_MS: '400' };
    const ended = await layer.launch(['sh', '-c', list], { fake: { does }, env, pid1 }).ended;
    expect(ended.decision).toMatchObject({ mode: 'cold', reason });
    const names = ended.stdout
      .trim()
      .split('\n')
      .map((line) => line.split(' ')[1]);
    expect(names.sort()).toEqual(pid1 ? ['sh', 'start'] : ['sh', 'sh', 'start']);
    expect(ended.ms).toBeLessThan(5000);
  });

  test('nothing of a restored service whose hooks failed lives beside the cold one', async () => {
    layer.manifest({ agent: 'yes' });
    const report = '{"state":"failed","failures":[],"warnings":[]}';
    const service = 'setsid sleep 300 & (sleep 301 &) ; sleep 302';
    const list = 'for p in /proc/[0-9]*; do read -r name <$p/comm; echo "$name"; done';
    const ended = await layer.launch(['sh', '-c', list], { fake: { report, service }, pid1 }).ended;
    expect(ended.stdout.trim().split('\n').sort()).toEqual(pid1 ? ['sh', 'start'] : ['sh', 'sh', 'start']);
  });

  test('lets root restore without permission to gain privileges', async () => {
    layer.machine({ locked: 1, uid: 0 });
    expect((await layer.launch(['false'], { pid1 }).ended).decision).toMatchObject({ mode: 'restored' });
  });

  test('shows CRIU’s output after a failure, and starts cold the next time', async () => {
    expect((await layer.launch(COLD, { fake: { does: 'fail' }, pid1 }).ended).stderr).toContain(
      'Error (fake): cannot\n',
    );
    expect((await layer.launch(COLD, { pid1 }).ended).decision).toMatchObject({ reason: 'previous-attempt' });
  });

  test('keeps the attempt after a crash soon after the restore, but not after a clean end', async () => {
    await layer.launch(['false'], { pid1 }).ended;
    expect(existsSync(mark())).toBe(true);
    rmSync(mark());
    await layer.launch(['false'], { fake: { service: 'exit 0' }, pid1 }).ended;
    expect(existsSync(mark())).toBe(false);
  });

  test('removes the attempt when its guard time is over', async () => {
    const running = layer.launch(['false'], {
      fake: { service: 'sleep 300' },
      env: { EKS_CRAC_GUARD_SECONDS: '1' },
      pid1,
    });
    await running.said('"restored"');
    expect(existsSync(mark())).toBe(true);
    await until(() => !existsSync(mark()));
    running.signal('TERM');
    expect(await running.ended).toMatchObject({ status: 143 });
  });

  test('restored, ends with 137 when the service is killed', async () => {
    expect(await layer.launch(['false'], { fake: { service: 'kill -KILL $$' }, pid1 }).ended).toMatchObject({
      status: 137,
    });
  });

  test('writes the line when the socket listens, as safe JSON', async () => {
    const env = { EKS_CRAC_MODE: 'cold', EKS_CRAC_RELEASE: 'a"b\\c\n\u{1f40b}' };
    const running = layer.launch(['sleep', '2'], { env, pid1 });
    await running.said('"decided"');
    layer.listen();
    await running.said('"listening"');
    running.signal('TERM');
    const { decision, line } = await running.ended;
    expect(line).toMatchObject({ event: 'listening', mode: 'cold', reason: 'disabled' });
    expect(Buffer.from(String(line?.['release']), 'latin1').toString()).toBe('a"b\\c?\u{1f40b}');
    expect(line?.ms).toBeGreaterThan(decision?.ms ?? Infinity);
  });

  test('says when the service ended, or time was up, before the port listened', async () => {
    expect((await layer.launch(COLD, { pid1 }).ended).line).toMatchObject({ event: 'not-listening' });
    const slow = layer.launch(['sleep', '3'], { env: { EKS_CRAC_LISTEN_SECONDS: '1' }, pid1 });
    await slow.said('"not-listening"');
    slow.signal('TERM');
    await slow.ended;
  });

  test('says at once that the service runs when no port is known', async () => {
    layer.manifest({ port: undefined });
    expect((await layer.launch(['false'], { pid1 }).ended).line).toMatchObject({ event: 'running', mode: 'restored' });
  });
});

describeStart('start in a user namespace of its own', () => {
  test.each<[string, string, string]>([
    ['restores', '', 'restored'],
    ['starts cold, and kills what a restore left', 'leave', 'cold'],
  ])('%s', async (_case, does, mode) => {
    const layer = new FakeLayer();
    const list = 'for p in /proc/[0-9]*; do read -r name <$p/comm; echo "$name"; done';
    const ended = await layer.launch(['sh', '-c', list], { fake: { does }, ownUsers: true }).ended;
    expect(ended.decision).toMatchObject({ mode });
    if (mode === 'cold') expect(ended.stdout.trim().split('\n').sort()).toEqual(['sh', 'start']);
    else expect(ended).toMatchObject({ status: 42, stdout: 'restored out\n' });
  });
});
