import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ENGINES } from '../../../engines';
import { FakeLayer, shells, sources } from './fake-layer';

/** The restore of engine `warp` by `start`, in every shell of this machine, with a stand-in for the JDK's java. */
describe.each(shells.map((shell) => ({ name: shell.join(' '), shell })))('start with warp in $name', ({ shell }) => {
  let layer: FakeLayer;

  beforeEach(async () => {
    layer = await FakeLayer.create(shell);
    layer.warpManifest();
  });
  afterEach(() => layer.remove());

  const cold = ['sh', '-c', 'echo cold out; echo "cold: $JDK_JAVA_OPTIONS"; exit 7'];
  const mark = () => join(layer.home, 'guard/attempt');
  const given = (file: 'argv' | 'env') =>
    readFileSync(join(layer.home, `java.${file}`), 'utf8')
      .trimEnd()
      .split('\n');

  test('restores with status, separate outputs and the line', async () => {
    const ended = await layer.launch(['false']).ended;
    expect(ended).toMatchObject({
      status: 42,
      stdout: 'restored out\n',
      line: { mode: 'restored', reason: '', release: 'v7' },
    });
    expect(ended.stderr).toContain('restored err\n');
    expect(ended.line).not.toHaveProperty('listening');
  });

  test('runs the java of the capture with the engine’s restore options and the pod’s properties', async () => {
    await layer.launch(['false'], { EKS_CRAC_JAVA_PROPERTIES: 'db.url=jdbc:x?a=b c\n\nlevel=*' }).ended;
    const options = ENGINES.warp.restoreJvmOptions.map((option) =>
      option.endsWith('=') ? `${option}${join(layer.home, 'checkpoint')}` : option,
    );
    expect(given('argv')).toEqual([...options, '-Ddb.url=jdbc:x?a=b c', '-Dlevel=*']);
  });

  test('passes no JVM options by variable, and empties what the pod lacks', async () => {
    const options = { JDK_JAVA_OPTIONS: '-Xmx1g', JAVA_TOOL_OPTIONS: '-Xint', _JAVA_OPTIONS: '-Xrs' };
    const names = 'SET\nvariable=EMPTY\nvariable=LACKING\nvariable=x;exit 3';
    layer.warpManifest({ variable: names });
    await layer.launch(['false'], { ...options, SET: 'pod', EMPTY: '', OWN: '1' }).ended;
    expect(given('env')).toEqual(expect.arrayContaining(['SET=pod', 'EMPTY=', 'LACKING=', 'OWN=1']));
    expect(given('env').filter((entry) => /_OPTIONS=|^x;/.test(entry))).toEqual([]);
  });

  test('keeps the options in a cold start, with the same properties', async () => {
    const { stdout, line } = await layer.launch(cold, {
      FAKE: 'fail',
      JDK_JAVA_OPTIONS: '-Xmx1g',
      EKS_CRAC_JAVA_PROPERTIES: 'a=b c\nquoted="x"',
    }).ended;
    expect(line).toMatchObject({ mode: 'cold', reason: 'restore-failed' });
    expect(stdout).toBe(`cold out\ncold: -Xmx1g "-Da=b c" '-Dquoted="x"'\n`);
  });

  test('starts cold after a JVM that ends early, shows its output, and starts cold the next time too', async () => {
    const ended = await layer.launch(cold, { FAKE: 'fail' }).ended;
    expect(ended).toMatchObject({ status: 7, line: { mode: 'cold', reason: 'restore-failed' } });
    expect(ended.stderr).toContain('Restore failed due to incompatible or missing CPU features');
    expect((await layer.launch(cold).ended).line).toMatchObject({ reason: 'previous-attempt' });
  });

  test('starts cold without the java of the capture', async () => {
    layer.warpManifest({ java: '/nonexistent/java' });
    expect((await layer.launch(cold).ended).line).toMatchObject({ mode: 'cold', reason: 'restore-failed' });
  });

  test('kills a restore that hangs, within the deadline', async () => {
    layer.realClock();
    const ended = await layer.launch(cold, { FAKE: 'hang', EKS_CRAC_DEADLINE_MS: '300' }).ended;
    expect(ended).toMatchObject({ status: 7, line: { mode: 'cold', reason: 'deadline' } });
    expect(ended.line['ms']).toBeGreaterThanOrEqual(300);
    expect(ended.ms).toBeLessThan(2500);
  });

  test('does not wait without a port', async () => {
    layer.warpManifest({ port: undefined });
    const ended = await layer.launch(['false']).ended;
    expect(ended).toMatchObject({ status: 42, line: { mode: 'restored', reason: '' } });
  });

  test('keeps the attempt after a crash soon after the restore, but not after a clean end', async () => {
    await layer.launch(['false']).ended;
    expect(existsSync(mark())).toBe(true);
    rmSync(mark());
    await layer.launch(['false'], { FAKE_SERVICE: 'exit 0' }).ended;
    expect(existsSync(mark())).toBe(false);
  });

  test.each(['TERM', 'INT', 'HUP', 'QUIT', 'USR1', 'USR2'])(
    'restored, forwards %s to the JVM and waits for its end',
    async (signal) => {
      const running = layer.launch(['false'], {
        FAKE_SERVICE: `trap 'echo got; sleep 0.2; exit 9' ${signal}; echo ready; while :; do sleep 0.05; done`,
      });
      await running.said('ready');
      await running.said('"restored"');
      running.child.kill(`SIG${signal}` as NodeJS.Signals);
      expect(await running.ended).toMatchObject({ status: 9, stdout: 'ready\ngot\n' });
      expect(existsSync(mark())).toBe(!['TERM', 'INT', 'HUP'].includes(signal));
    },
  );

  test('restored, exits with 137 when the JVM is killed', async () => {
    expect(await layer.launch(['false'], { FAKE_SERVICE: 'kill -KILL $$' }).ended).toMatchObject({ status: 137 });
  });
});

test('start names the options as the engine does', () => {
  const script = readFileSync(join(sources, 'parts/warp.sh'), 'utf8');
  const [engine = '', from = ''] = ENGINES.warp.restoreJvmOptions;
  expect(script).toContain(` ${engine} "${from}$checkpoint"`);
});
