import { existsSync } from 'node:fs';
import { describeStart, FakeLayer } from './fake-layer';

const SIGNALS = ['TERM', 'INT', 'HUP', 'QUIT', 'USR1', 'USR2', 'ALRM', 'CONT', 'WINCH', 'PIPE', 'IO', 'VTALRM'];

/** Signals, statuses and zombies of `start`. */
describeStart.each([
  ['PID 1', true],
  ['another process', false],
])('start as %s', (_name, pid1) => {
  let layer: FakeLayer;

  beforeEach(() => {
    layer = new FakeLayer();
  });

  const service = (signal: string) =>
    `trap 'echo got; sleep 0.1; exit 9' ${signal}; echo ready; while :; do sleep 0.05; done`;

  test.each(SIGNALS)('cold, passes %s on to the service and waits for its end', async (signal) => {
    const running = layer.launch(['sh', '-c', service(signal)], { env: { EKS_CRAC_MODE: 'cold' }, pid1 });
    await running.said('ready');
    running.signal(signal);
    expect(await running.ended).toMatchObject({ status: 9, stdout: 'ready\ngot\n', line: { event: 'not-listening' } });
  });

  test.each(SIGNALS)('restored, passes %s on to the service and waits for its end', async (signal) => {
    const running = layer.launch(['false'], { fake: { service: service(signal) }, pid1 });
    await running.said('ready');
    await running.said('"decided"');
    running.signal(signal);
    expect(await running.ended).toMatchObject({ status: 9, stdout: 'ready\ngot\n' });
    expect(existsSync(layer.path('guard/attempt'))).toBe(!['TERM', 'INT', 'HUP'].includes(signal));
  });

  test('keeps a signal that comes during a restore for the service', async () => {
    layer.manifest({ agent: 'yes' });
    const env = { EKS_CRAC_DEADLINE_MS: '1000' };
    const command = ['sh', '-c', 'trap "echo got; exit 9" USR1; echo ready; while :; do sleep 0.05; done'];
    const running = layer.launch(command, {
      env,
      fake: { report: 'hang', service: 'echo restored; exec sleep 300' },
      pid1,
    });
    await running.said('restored');
    running.signal('WINCH');
    await running.said('ready');
    running.signal('USR1');
    expect(await running.ended).toMatchObject({ status: 9, decision: { reason: 'deadline' } });
  });

  test('ends with 128 and the signal that killed the service', async () => {
    const running = layer.launch(['sh', '-c', 'echo ready; exec sleep 300'], { env: { EKS_CRAC_MODE: 'cold' }, pid1 });
    await running.said('ready');
    running.signal('TERM');
    expect(await running.ended).toMatchObject({ status: 143 });
  });

  test('a closed output of its own is no signal for the service', async () => {
    const command = ['sh', '-c', 'trap "exit 9" PIPE; sleep 0.3; exit 7'];
    const before = ['sh', '-c', '{ "$@"; echo $? >"$0"; } 2>&1 | true', layer.path('status')];
    await layer.launch(command, { before, env: { EKS_CRAC_MODE: 'cold' }, pid1: false }).ended;
    expect(layer.read('status')).toBe('7\n');
  });

  test('leaves no zombie of the service’s orphans', async () => {
    const zombies =
      'for p in /proc/[0-9]*; do read -r line <$p/stat && case ${line##*) } in Z*) echo zombie ;; esac; done';
    const orphans = 'for i in 1 2 3 4 5; do (sh -c "sleep 0.05" &) ; done; sleep 0.3';
    const { stdout } = await layer.launch(['sh', '-c', `${orphans}; ${zombies}; echo end`], {
      env: { EKS_CRAC_MODE: 'cold' },
      pid1,
    }).ended;
    expect(stdout).toBe('end\n');
  });

  test('neither blocks nor ignores a signal for the service', async () => {
    const status = 'grep -E "^Sig(Blk|Ign)" /proc/self/status';
    const { stdout } = await layer.launch(['sh', '-c', status], { env: { EKS_CRAC_MODE: 'cold' }, pid1 }).ended;
    expect(stdout).toMatch(/SigBlk:\t0{16}\n/);
    // What the test's own Node ignores stays ignored.
    expect(stdout).toMatch(/SigIgn:\t0{12}[01]000\n/);
  });

  test.each([
    ['/nonexistent/program', 127, '/nonexistent/program could not be executed: No such file or directory'],
    ['/etc', 126, '/etc could not be executed: Permission denied'],
  ])('says why %s cannot run', async (command, status, text) => {
    const ended = await layer.launch([command], { env: { EKS_CRAC_MODE: 'cold' }, pid1 }).ended;
    expect(ended.status).toBe(status);
    expect(ended.stderr).toContain(`eks-crac: ${text}\n`);
  });

  test('without a command says how it is called', async () => {
    expect(await layer.launch([], { pid1 }).ended).toMatchObject({
      status: 2,
      stderr: 'eks-crac: usage: start PROGRAM [ARGUMENT…]\n'.replace('…', Buffer.from('…').toString('latin1')),
    });
  });
});
