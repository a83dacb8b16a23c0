import { InvalidDocument, parseCheckpointManifest, renderCheckpointManifest } from '../../../contract';
import type { CheckpointManifest } from '../../../contract';

const manifest: CheckpointManifest = {
  schema: 1,
  engine: 'criu',
  run: '20260102030405-0a1b2c3d',
  arch: 'x86_64',
  cpu: ['avx2', 'sse4_2'],
  kernel: '6.1.0-1-amd64',
  needs: ['cgroup-v2', 'advice-15'],
  clock: 12.34,
  capabilities: ['CHECKPOINT_RESTORE', 'SYS_PTRACE'],
  service: 301,
  port: 8080,
  ahead: [{ offset: 4096, bytes: 8192 }],
  folders: [{ mode: '755', path: '/tmp/work' }],
  options: ['-Xmx1g', '-Da=b'],
  added: [{ mode: '644', path: '/tmp/work/a file' }],
  changed: [{ mode: '600', path: '/etc/motd' }],
  links: [{ path: '/tmp/latest', target: 'work/a file' }],
  names: [{ path: '/tmp/other', target: '/tmp/work/a file' }],
  removed: ['/tmp/a b', '/var/cache/x=y'],
  originals: [{ mode: '644', path: '/etc/motd' }],
  originalFolders: [{ mode: '1777', path: '/tmp/a b' }],
  originalLinks: [{ path: '/tmp/a b/last', target: '../x=y' }],
  files: [
    { path: 'core-301.img', bytes: 4096 },
    { path: 'pages 1.img', bytes: 0 },
  ],
};

const LINES = [
  'schema=1',
  'engine=criu',
  'run=20260102030405-0a1b2c3d',
  'arch=x86_64',
  'kernel=6.1.0-1-amd64',
  'clock=12.34',
  'service=301',
  'port=8080',
  'cpu=avx2 sse4_2',
  'capabilities=CHECKPOINT_RESTORE SYS_PTRACE',
  'needs=cgroup-v2 advice-15',
  'option=-Xmx1g',
  'option=-Da=b',
  'ahead=4096 8192',
  'removed=/tmp/a b',
  'removed=/var/cache/x=y',
  'folder=755 /tmp/work',
  'added=644 /tmp/work/a file',
  'changed=600 /etc/motd',
  'link=/tmp/latest\twork/a file',
  'name=/tmp/other\t/tmp/work/a file',
  'original=644 /etc/motd',
  'originalFolder=1777 /tmp/a b',
  'originalLink=/tmp/a b/last\t../x=y',
  'file=4096 core-301.img',
  'file=0 pages 1.img',
];

const parse = (lines: readonly string[]) => parseCheckpointManifest(`${lines.join('\n')}\n`, 'manifest');
/** Returns the lines, with all lines of this key replaced. */
const changed = (key: string, ...to: readonly string[]) => {
  const first = LINES.findIndex((line) => line.startsWith(`${key}=`));
  return LINES.flatMap((line, index) => (index === first ? to : line.startsWith(`${key}=`) ? [] : [line]));
};

function problems(lines: readonly string[]): readonly string[] {
  try {
    parse(lines);
    return [];
  } catch (error) {
    if (error instanceof InvalidDocument) return error.problems;
    throw error;
  }
}

describe('the checkpoint manifest', () => {
  test('is rendered as exactly these lines', () => {
    expect(renderCheckpointManifest(manifest)).toBe(`${LINES.join('\n')}\n`);
  });

  test('is read back as it was rendered', () => {
    expect(parse(LINES)).toEqual(manifest);
  });

  test('can have empty lists', () => {
    const least: CheckpointManifest = {
      ...{ ...manifest, cpu: [], capabilities: [], needs: [], removed: [] },
      ...{ folders: [], added: [], changed: [], links: [] },
      ...{ originals: [], originalFolders: [], originalLinks: [] },
    };
    delete least.options;
    delete least.ahead;
    delete least.names;
    const text = renderCheckpointManifest(least);
    expect(text).toContain('\ncpu=\ncapabilities=\nneeds=\nfile=');
    expect(parseCheckpointManifest(text, 'manifest')).toEqual(least);
  });

  test('can describe a JVM that restores itself', () => {
    const { options, service, ...others } = { ...manifest, engine: 'warp' };
    const own: CheckpointManifest = { ...others, java: '/opt/jdk/bin/java', variables: ['HOME', 'MODE'] };
    const text = renderCheckpointManifest(own);
    expect(text).toContain('\njava=/opt/jdk/bin/java\nport=8080\n');
    expect(text).toContain('\nvariable=HOME\nvariable=MODE\nahead=');
    expect(text).not.toMatch(new RegExp(`^(service=${service}|.*undefined)$`, 'm'));
    expect(text).not.toContain(options?.[0] ?? 'option=');
    expect(parseCheckpointManifest(text, 'manifest')).toEqual(own);
  });

  const ROOT = 'the root of the dumped processes, to which signals go';

  test.each([
    ['schema', ['schema=2'], '`schema` must be 1, got: 2'],
    ['schema', [], '`schema` is missing, it must be 1'],
    ['engine', [], '`engine` is missing, it must be a string'],
    ['engine', ['engine=a b'], '`engine` has the wrong form, got: "a b"'],
    ['run', ['run='], '`run` has the wrong form, got: ""; write the id that the image carries as EKS_CRAC_RUN'],
    ['arch', [], '`arch` is missing; write the machine as `uname -m` names it'],
    ['cpu', [], '`cpu` is missing; write CPU flags that the node must have'],
    ['kernel', [], '`kernel` is missing, it must be a string'],
    ['clock', ['clock=-1'], '`clock` must be at least 0, got: -1; write seconds of the boot clock at the dump'],
    ['clock', ['clock=soon'], '`clock` must be a number, got: NaN; write seconds of the boot clock at the dump'],
    ['capabilities', [], '`capabilities` is missing; write capabilities without the prefix CAP_'],
    [
      'needs',
      ['needs=cgroup-v2 wings'],
      '`needs[1]` has the wrong form, got: "wings"; write what the restore asks of the kernel',
    ],
    ['service', ['service=0'], `\`service\` must be at least 1, got: 0; write ${ROOT}`],
    ['service', ['service=x'], `\`service\` must be a number, got: NaN; write ${ROOT}`],
    [
      'service',
      ['java=bin/java'],
      '`java` has the wrong form, got: "bin/java"; write the java executable that was captured',
    ],
    [
      'service',
      ['variable=A', 'variable=a b'],
      '`variables[1]` has the wrong form, got: "a b"; write variables of the capture container, which a pod may lack',
    ],
    ['port', ['port=65536'], '`port` must be at most 65535, got: 65536; write a TCP port, 1 to 65535'],
    [
      'removed',
      ['removed=tmp'],
      '`removed[0]` has the wrong form, got: "tmp"; write an absolute path without a slash at its end',
    ],
    [
      'removed',
      ['removed=/tmp/'],
      '`removed[0]` has the wrong form, got: "/tmp/"; write an absolute path without a slash at its end',
    ],
    ['file', [], '`files` must have at least 1 entry, got: an empty list'],
    ['file', ['file=core.img'], '`files[0].bytes` must be a number, got: NaN'],
    ['file', ['file=-1 core.img'], '`files[0].bytes` must be at least 0, got: -1'],
    ['port', ['port=8080', 'release'], 'the line "release" is not key=value'],
    ['port', ['port=8080', '=v1'], 'the line "=v1" is not key=value'],
  ])('rejects %s as %j', (key, lines, text) => {
    expect(problems(changed(key, ...lines))).toEqual([text]);
  });

  test('rejects unknown keys', () => {
    const [text] = problems([...LINES, 'release=v1']);
    expect(text).toMatch(/^`release` is not a known field; known here: schema, engine, run, /);
  });

  test('names the file in errors', () => {
    expect(() => parseCheckpointManifest('x', 'v1-checkpoint')).toThrow(
      'checkpoint manifest v1-checkpoint is not valid:\n  - the line "x" is not key=value',
    );
  });

  test.each([
    ['a path', { removed: ['/tmp/a\n'] }],
    ['a path in two lines', { removed: ['/tmp/a\nport=1'] }],
    ['a file', { files: [{ path: 'a\nport=1', bytes: 1 }] }],
    ['a word', { run: 'a\nport=1' }],
  ])('does not let a line feed in %s forge a line', (_, change) => {
    expect(() => renderCheckpointManifest({ ...manifest, ...change })).toThrow(/invalid_format/);
  });
});
