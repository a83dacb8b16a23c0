import { existsSync, rmSync } from 'node:fs';
import { ENGINES } from '../../../engines';
import { describeStart, FakeLayer } from './fake-layer';

const COLD = ['sh', '-c', 'echo cold out; echo "cold: $JDK_JAVA_OPTIONS"; exit 7'];

/** The restore of engine `warp` by `start`, with a stand-in for the JDK's java. */
describeStart('start with warp', () => {
  let layer: FakeLayer;

  beforeEach(() => {
    layer = new FakeLayer();
    layer.warpManifest();
  });

  const mark = () => layer.path('guard/attempt');
  const given = (file: 'argv' | 'env') => layer.read(`java.${file}`).trimEnd().split('\n');

  test('restores with status, separate outputs and the lines', async () => {
    const ended = await layer.launch(['false']).ended;
    expect(ended).toMatchObject({
      status: 42,
      stdout: 'restored out\n',
      line: { event: 'listening', mode: 'restored', reason: '', release: 'v7', engine: 'warp' },
    });
    expect(ended.stderr).toContain('restored err\n');
  });

  test('runs the java of the capture with the engine’s restore options and the pod’s properties', async () => {
    await layer.launch(['false'], { env: { EKS_CRAC_JAVA_PROPERTIES: 'db.url=jdbc:x?a=b c\n\nlevel=*' } }).ended;
    const options = ENGINES.warp.restoreJvmOptions.map((option) =>
      option.replace('/opt/eks-crac/checkpoint', layer.path('checkpoint')),
    );
    expect(given('argv')).toEqual([...options, '-Ddb.url=jdbc:x?a=b c', '-Dlevel=*']);
  });

  test('passes no JVM options by variable, names them, and empties what the pod lacks', async () => {
    const options = {
      JDK_JAVA_OPTIONS: '-Xmx1g -Xss1m',
      JAVA_TOOL_OPTIONS: '-javaagent:/otel.jar',
      _JAVA_OPTIONS: '-Xrs',
    };
    layer.warpManifest({}, ['variable=SET', 'variable=EMPTY', 'variable=LACK.ING', 'variable=', 'option=-Xmx1g']);
    const { line } = await layer.launch(['false'], { env: { ...options, SET: 'pod', EMPTY: '', OWN: '1' } }).ended;
    expect(given('env')).toEqual(expect.arrayContaining(['SET=pod', 'EMPTY=', 'LACK.ING=', 'OWN=1']));
    expect(given('env').filter((entry) => /_OPTIONS=/.test(entry))).toEqual([]);
    expect(line).toMatchObject({ ignoredOptions: ['-Xss1m', '-javaagent:/otel.jar', '-Xrs'] });
  });

  test.each([
    ['a=b c', '"-Da=b c"'],
    ['quoted="x"', `"-Dquoted="'"x"'`],
    [`app.motd=it's "hi"`, `"-Dapp.motd=it's "'"hi"'`],
    [`"'"'`, `'"'"'"'"'"'`],
  ])('keeps the options in a cold start, with the property %s', async (property) => {
    const env = { JDK_JAVA_OPTIONS: '-Xmx1g', EKS_CRAC_JAVA_PROPERTIES: property };
    const { decision, stdout } = await layer.launch(COLD, { env, fake: { does: 'fail' } }).ended;
    expect(decision).toMatchObject({ mode: 'cold', reason: 'restore-failed' });
    const options = stdout.split('cold: ')[1]?.trimEnd() ?? '';
    expect(words(options)).toEqual(['-Xmx1g', `-D${property}`]);
  });

  test('starts cold after a JVM that ends early, shows its output, and starts cold the next time too', async () => {
    const ended = await layer.launch(COLD, { fake: { does: 'fail' } }).ended;
    expect(ended).toMatchObject({ status: 7, decision: { mode: 'cold', reason: 'restore-failed' } });
    expect(ended.stderr).toContain('Restore failed due to incompatible or missing CPU features');
    expect((await layer.launch(COLD).ended).decision).toMatchObject({ reason: 'previous-attempt' });
  });

  test('starts cold without the java of the capture', async () => {
    layer.warpManifest({ java: '/nonexistent/java' });
    const { decision } = await layer.launch(COLD).ended;
    expect(decision).toMatchObject({ mode: 'cold', reason: 'restore-failed', detail: 'the JVM ended with status 127' });
  });

  test('kills a restore that hangs, within the deadline', async () => {
    const ended = await layer.launch(COLD, { env: { EKS_CRAC_DEADLINE_MS: '300' }, fake: { does: 'hang' } }).ended;
    expect(ended).toMatchObject({ status: 7, decision: { mode: 'cold', reason: 'deadline' } });
    expect(ended.decision?.ms).toBeGreaterThanOrEqual(300);
    expect(ended.ms).toBeLessThan(5000);
  });

  test('does not wait without a port', async () => {
    layer.warpManifest({ port: undefined });
    expect(await layer.launch(['false']).ended).toMatchObject({
      status: 42,
      line: { event: 'running', mode: 'restored' },
    });
  });

  test('keeps the attempt after a crash soon after the restore, but not after a clean end', async () => {
    await layer.launch(['false']).ended;
    expect(existsSync(mark())).toBe(true);
    rmSync(mark());
    await layer.launch(['false'], { fake: { service: 'exit 0' } }).ended;
    expect(existsSync(mark())).toBe(false);
  });

  test.each(['TERM', 'USR1', 'QUIT'])('passes %s on to the JVM and waits for its end', async (signal) => {
    const service = `trap 'echo got; sleep 0.1; exit 9' ${signal}; echo ready; while :; do sleep 0.05; done`;
    const running = layer.launch(['false'], { fake: { service } });
    await running.said('ready');
    await running.said('"restored"');
    running.signal(signal);
    expect(await running.ended).toMatchObject({ status: 9, stdout: 'ready\ngot\n' });
  });
});

/** Splits JDK_JAVA_OPTIONS as the JVM's launcher does: both kinds of quotes group, and nothing is escaped. */
function words(options: string): string[] {
  const found: string[] = [];
  let word = '';
  let quote = '';
  for (const character of options) {
    if (quote === character) quote = '';
    else if (quote !== '') word += character;
    else if (character === '"' || character === "'") quote = character;
    else if (character === ' ') word = found[found.push(word)] ?? '';
    else word += character;
  }
  expect(quote).toBe('');
  return [...found, word];
}
