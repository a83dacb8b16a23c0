import { readFileSync } from 'node:fs';
import { describeStart, FakeLayer } from './fake-layer';

/** Names that a shell drops, that it uses itself, and values that programs in between like to change. */
const ODD: Readonly<Record<string, string>> = {
  'spring.datasource.url': 'jdbc:x',
  'my-flag': '1',
  ...{ mode: 'production', service: 'customers', store: 'redis', reason: 'none', home: '/srv', user: 'jdoe' },
  EMPTY: '',
  LINES: 'one\ntwo\n',
  QUOTES: `it's "hi" $HOME \\`,
  GREETING: 'Zürich',
  ...{ LANG: 'de_DE.UTF-8', LC_ALL: 'de_DE.UTF-8', LANGUAGE: 'de', POSIXLY_CORRECT: '1' },
  LD_LIBRARY_PATH: '/usr/lib/x86_64-linux-gnu:/lib64',
  JAVA_TOOL_OPTIONS: '-javaagent:/otel.jar',
  ...Object.fromEntries(Array.from({ length: 9 }, (_, i) => [`LARGE_${i}`, 'x'.repeat(120_000)])),
};
/** What a shell does not pass on but `env` does: bytes that are no UTF-8, names that are no identifiers, its own. */
const BYTES = [
  ...['sh', '-c', 'bytes=$(printf "RAW=\\377\\200\\001"); exec env "$bytes" "$@"', 'sh'],
  ...['spring.datasource.url=jdbc:x', 'my-flag=1', 'IFS=x'],
];

const expected = [
  ...Object.entries(ODD).map(([name, value]) => `${name}=${Buffer.from(value).toString('latin1')}`),
  'RAW=\xff\x80\x01',
  'IFS=x',
];
const missing = (found: readonly string[]) => expected.filter((entry) => !found.includes(entry));
const entries = (file: string) => readFileSync(file, 'latin1').split('\0');

describeStart('the environment that start was given', () => {
  let layer: FakeLayer;

  beforeEach(() => {
    layer = new FakeLayer();
  });

  test('is a cold service’s, byte for byte', async () => {
    const command = ['cp', '/proc/self/environ', layer.path('found')];
    const env = { ...ODD, EKS_CRAC_MODE: 'cold' };
    expect(await layer.launch(command, { env, before: BYTES }).ended).toMatchObject({ status: 0 });
    expect(missing(entries(layer.path('found')))).toEqual([]);
  });

  test('is what the agent reads after a restore, byte for byte', async () => {
    layer.manifest({ agent: 'yes' });
    const report = '{"state":"restored","warnings":[]}';
    await layer.launch(['false'], { env: ODD, fake: { report }, before: BYTES }).ended;
    const handed = readFileSync(layer.path('handover'), 'latin1');
    expect(expected.filter((entry) => !handed.includes(`${entry}\n`))).toEqual([]);
  });

  test('is a restored JVM’s with warp, but for its options', async () => {
    layer.warpManifest();
    await layer.launch(['false'], { env: ODD, before: BYTES, fake: { service: 'exit 0' } }).ended;
    const given = readFileSync(layer.path('java.env'), 'latin1');
    expect(expected.filter((entry) => !given.includes(`${entry}\n`))).toEqual([
      'JAVA_TOOL_OPTIONS=-javaagent:/otel.jar',
    ]);
  });
});

describeStart('the limit of open files', () => {
  const service = 'ulimit -n; ulimit -Hn';
  const before = ['sh', '-c', 'ulimit -Sn 100; ulimit -Hn 3000; exec "$@"', 'sh'];

  test('is the pod’s for a restored service, which a JVM raised to the hard limit at its capture', async () => {
    const ended = await new FakeLayer().launch(['false'], { before, fake: { service } }).ended;
    expect(ended.stdout).toBe('3000\n3000\n');
  });

  test('is the pod’s own for a cold service', async () => {
    const env = { EKS_CRAC_MODE: 'cold' };
    const ended = await new FakeLayer().launch(['sh', '-c', service], { before, env }).ended;
    expect(ended.stdout).toBe('100\n3000\n');
  });
});
