import { describeStart, FakeLayer } from './fake-layer';

const COLD = ['sh', '-c', 'exit 7'];

/** Every value from outside is checked once; a bad one is its default, and named. */
describeStart('start', () => {
  let layer: FakeLayer;

  beforeEach(() => {
    layer = new FakeLayer();
    layer.listen();
  });

  const DEADLINE = 'a whole number from 1 to 3600000; using 3000';
  test.each<[string, string, string]>([
    ...['5s', '3e3', '0', '-1', ' 5', '5 ', '9999999999999999999999', '1;reboot', 'a[$(reboot)]'].map(
      (value): [string, string, string] => ['EKS_CRAC_DEADLINE_MS', value, DEADLINE],
    ),
    ['EKS_CRAC_GUARD_SECONDS', '0.5', 'a whole number from 1 to 86400; using 60'],
    ['EKS_CRAC_LISTEN_SECONDS', 'soon', 'a whole number from 1 to 86400; using 600'],
    ['EKS_CRAC_PORT', 'tcp://172.20.1.2:80', 'a whole number from 1 to 65535; using the manifest’s'],
    ['EKS_CRAC_PORT', '70000', 'a whole number from 1 to 65535; using the manifest’s'],
    ['EKS_CRAC_MODE', 'warm', 'cold; using a restore'],
    ['EKS_CRAC_STORE', 'store', 'an absolute path; using none'],
    ['EKS_CRAC_GUARD', '../guard', 'an absolute path; using none'],
  ])('with %s=%s restores, and says what it uses', async (name, value, rest) => {
    const ended = await layer.launch(['false'], { env: { [name]: value } }).ended;
    expect(ended).toMatchObject({ status: 42, decision: { mode: 'restored' } });
    const line = `eks-crac: ${name}=${value} is not ${rest}\n`.replace('’', "'");
    expect(ended.stderr).toContain(line);
  });

  test('a leading zero is no octal number', async () => {
    const ended = await layer.launch(['false'], { env: { EKS_CRAC_DEADLINE_MS: '08000' } }).ended;
    expect(ended.decision).toMatchObject({ mode: 'restored', deadlineMs: 8000 });
  });

  test('a long value is cut where it is named', async () => {
    const { stderr } = await layer.launch(['false'], { env: { EKS_CRAC_DEADLINE_MS: 'x'.repeat(5000) } }).ended;
    const [line = ''] = stderr.split('\n');
    expect(line).toMatch(/^eks-crac: EKS_CRAC_DEADLINE_MS=x{60}\S+ is not /);
    expect(line.length).toBeLessThan(200);
  });

  test('a folder that is too long for a path is its default', async () => {
    const env = { EKS_CRAC_GUARD: `/${'x'.repeat(5000)}` };
    expect((await layer.launch(COLD, { env: { ...env, EKS_CRAC_MODE: 'cold' } }).ended).status).toBe(7);
  });

  test('nothing is restored where the guard cannot be written, since a crash would be restored again and again', async () => {
    const ended = await layer.launch(COLD, { env: { EKS_CRAC_GUARD: '/proc/guard' } }).ended;
    expect(ended).toMatchObject({ status: 7, decision: { mode: 'cold', reason: 'guard' } });
    expect(ended.decision?.['detail']).toBe(
      'nothing can be written to /proc/guard, so a crash could be restored again',
    );
    expect(ended.stderr).toContain('eks-crac: the crash-loop guard cannot write /proc/guard/attempt: No such file');
  });
});
