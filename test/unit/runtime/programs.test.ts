import { spawnSync } from 'node:child_process';
import { existsSync, lstatSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { scratch } from '../../support/unit-scratch';
import { executable, FakeLayer } from './fake-layer';

/** The programs beside `start`. */
const layer = () => new FakeLayer();

function run(
  program: string,
  words: readonly string[],
  env: Readonly<Record<string, string>> = {},
  before: readonly string[] = [],
) {
  const [file = '', ...rest] = [...before, program, ...words];
  const { status, stderr, stdout } = spawnSync(file, rest, {
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], ...env },
  });
  return { status, stderr, stdout };
}

test('a file of another name says which programs there are', () => {
  const place = scratch();
  symlinkSync(readlink(layer().path('start')), join(place, 'other'));
  expect(run(join(place, 'other'), [])).toEqual({
    status: 127,
    stdout: '',
    stderr: 'eks-crac: no program other; there are start, capture, capture-jvm, fetch, seed and tool\n',
  });
});

describe('tool', () => {
  const tool = () => layer().path('tool');

  test('without a name says how each is called', () => {
    const { status, stderr } = run(tool(), []);
    expect(status).toBe(2);
    expect(stderr).toContain('eks-crac: usage: tool write FILE TEXT [REMOVED…]\n');
    expect(stderr.trim().split('\n')).toHaveLength(9);
  });

  test.each([
    [['observe'], 'usage: tool observe PID'],
    [['observe', 'x'], 'usage: tool observe PID'],
    [['as', '1', '1', 'x'], 'usage: tool as UID:GID PID PROGRAM [ARGUMENT…]'],
    [['as', '1:2:3', '1', 'x'], 'usage: tool as UID:GID PID PROGRAM [ARGUMENT…]'],
    [['write', 'x'], 'usage: tool write FILE TEXT [REMOVED…]'],
    [['limit', 'x', 'y'], 'usage: tool limit SECONDS PROGRAM [ARGUMENT…]'],
    [['environment', 'x'], 'usage: tool environment'],
  ])('%j is a wrong call', (words, usage) => {
    expect(run(tool(), words)).toMatchObject({ status: 2, stderr: expect.stringContaining(`eks-crac: ${usage}`) });
  });

  test('write removes files first, and replaces the file as a whole', () => {
    const place = scratch();
    writeFileSync(join(place, 'ready'), 'old');
    expect(
      run(tool(), ['write', join(place, 'request'), '..', join(place, 'ready'), join(place, 'absent')]).status,
    ).toBe(0);
    expect(readFileSync(join(place, 'request'), 'utf8')).toBe('..');
    expect(existsSync(join(place, 'ready'))).toBe(false);
    expect(run(tool(), ['write', '/nonexistent/x', ''])).toMatchObject({
      status: 1,
      stderr: 'eks-crac: /nonexistent/x: No such file or directory\n',
    });
  });

  test('folders are those at the top, without the kernel’s and links', () => {
    const folders = run(tool(), ['folders']).stdout.trim().split('\n');
    expect(folders).toEqual(expect.arrayContaining(['/etc', '/usr', '/tmp']));
    expect(folders.filter((path) => path === '/proc' || path === '/sys' || lstatSync(path).isSymbolicLink())).toEqual(
      [],
    );
  });

  test('executables are what each process runs', () => {
    expect(run(tool(), ['executables']).stdout).toContain(`/proc/${process.pid}/exe ${process.execPath}\n`);
  });

  test('cpu is the line of the first processor’s flags', () => {
    const line = /^(flags|Features)\s*:.*\n/m.exec(readFileSync('/proc/cpuinfo', 'utf8'))?.[0];
    expect(run(tool(), ['cpu']).stdout).toBe(line);
  });

  test('environment is the container’s, each entry ended by a NUL', () => {
    const { stdout } = run(tool(), ['environment'], { A: 'one\ntwo', 'b.c': '' });
    expect(stdout.split('\0')).toEqual(expect.arrayContaining(['A=one\ntwo', 'b.c=']));
  });

  test.each([
    [['5', 'sh', '-c', 'exit 2'], 2],
    [['1', 'sh', '-c', 'sleep 300 & sleep 300'], 124],
    [['5', '/nonexistent/jcmd'], 127],
  ])('limit %j ends with %i', (words, status) => {
    expect(run(tool(), ['limit', ...words]).status).toBe(status);
  });

  test('writable names what a user cannot write', () => {
    const place = scratch();
    writeFileSync(join(place, 'own'), '');
    const paths = [join(place, 'own'), join(place, 'new/below'), '/proc/1/x/y', '/proc/version'];
    const expected = process.getuid?.() === 0 ? ['/proc/1/x/y'] : ['/proc/1/x/y', '/proc/version'];
    expect(
      run(tool(), ['writable', ...paths])
        .stdout.trim()
        .split('\n'),
    ).toEqual(expected);
  });

  test('observe reads the clock of a process and all processes', () => {
    const { status, stdout } = run(tool(), ['observe', 'self'.replace('self', String(process.pid))]);
    if (status !== 0) return; // only root may enter a time namespace
    const [head = '', ...pids] = stdout.trim().split('\n');
    expect(Number(head.split(' ')[0])).toBeCloseTo(Number(readFileSync('/proc/uptime', 'utf8').split(' ')[0]), -1);
    expect(pids).toContain(String(process.pid));
  });
});

describe('seed', () => {
  test('copies folders with modes, links and odd names, and says what it could not', () => {
    const [from, to] = [scratch(), scratch()];
    mkdirSync(join(from, 'a/b'), { recursive: true, mode: 0o700 });
    writeFileSync(join(from, 'a/b/file\nwith a line'), 'x', { mode: 0o640 });
    symlinkSync('b', join(from, 'a/link'));
    expect(run(layer().path('seed'), [from, to, '/nonexistent', to])).toEqual({ status: 0, stdout: '', stderr: '' });
    expect(readFileSync(join(to, 'a/b/file\nwith a line'), 'utf8')).toBe('x');
    expect((lstatSync(join(to, 'a/b/file\nwith a line')).mode & 0o777).toString(8)).toBe('640');
    expect((lstatSync(join(to, 'a')).mode & 0o777).toString(8)).toBe('700');
    expect(lstatSync(join(to, 'a/link')).isSymbolicLink()).toBe(true);
    expect(run(layer().path('seed'), [from, '/nonexistent']).stderr).toBe(
      'eks-crac: /nonexistent cannot be opened: No such file or directory\n',
    );
  });
});

describe('fetch', () => {
  /** A layer whose fetch tool writes down its arguments and configuration, and makes these files. */
  function withTool(script: string): FakeLayer {
    const made = layer();
    executable(
      made.path('fetch-tool'),
      `#!/bin/sh\nhome=\${0%/fetch-tool}\necho "$@" >"$home/args"; env >"$home/tool.env"\n${script}`,
    );
    return made;
  }

  test('runs the fetch tool and reports one line', () => {
    const made = withTool('for f in "$@"; do :; done; echo "[]" >"$f/files.json"');
    const folder = scratch();
    const { status, stderr } = run(made.path('fetch'), ['s3://bucket/a/b', folder], {
      EKS_CRAC_HOME: made.home,
      AWS_REGION: 'eu-west-1',
    });
    expect(status).toBe(0);
    expect(JSON.parse(stderr)).toEqual({ 'eks-crac': 'fetch', source: 's3://bucket/a/b', ms: expect.any(Number) });
    expect(made.read('args')).toMatch(new RegExp(`^copy --fast-list .* :s3:bucket/a/b ${folder}\n$`));
    expect(made.read('tool.env')).toMatch(/^RCLONE_S3_REGION=eu-west-1$/m);
    expect(made.read('tool.env')).toMatch(/^RCLONE_S3_PROVIDER=AWS$/m);
  });

  test('an endpoint of another server is used with paths', () => {
    const made = withTool('exit 3');
    run(made.path('fetch'), ['s3://b/p', scratch()], {
      EKS_CRAC_HOME: made.home,
      AWS_ENDPOINT_URL: 'http://minio:9000',
    });
    for (const entry of ['PROVIDER=Other', 'ENDPOINT=http://minio:9000', 'FORCE_PATH_STYLE=true']) {
      expect(made.read('tool.env')).toContain(`RCLONE_S3_${entry}\n`);
    }
  });

  test.each<[string, string[], number, string]>([
    ['no arguments', [], 2, 'usage: fetch s3://BUCKET/PREFIX FOLDER'],
    ['another scheme', ['http://x/y', '/tmp'], 2, 'the source must be s3://BUCKET/PREFIX, got: http://x/y'],
    ['no prefix', ['s3://bucket/', '/tmp'], 2, 'the source must be s3://BUCKET/PREFIX, got: s3://bucket/'],
    ['no folder', ['s3://b/p', '/nonexistent'], 2, 'the folder /nonexistent does not exist or cannot be written'],
    ['a tool that fails', ['s3://b/p', '/tmp'], 1, 's3://b/p could not be fetched; check that it exists'],
  ])('says what is wrong: %s', (_case, words, status, text) => {
    const made = withTool('exit 3');
    const ended = run(made.path('fetch'), words, { EKS_CRAC_HOME: made.home });
    expect(ended).toMatchObject({ status, stderr: expect.stringContaining(`eks-crac fetch: ${text}`) });
  });

  test('an incomplete stored checkpoint is an error', () => {
    const made = withTool('exit 0');
    expect(run(made.path('fetch'), ['s3://b/p', scratch()], { EKS_CRAC_HOME: made.home })).toMatchObject({
      status: 1,
      stderr: 'eks-crac fetch: s3://b/p has no files.json: there is no stored checkpoint, or it is incomplete\n',
    });
  });
});

describe('capture', () => {
  const container = ['unshare', '--pid', '--fork', '--kill-child', '--mount-proc'];
  const root = process.getuid?.() === 0;

  function capture(env: Readonly<Record<string, string>>, words: readonly string[], name = 'capture') {
    const made = layer();
    const ended = run(
      made.path(name),
      words,
      { EKS_CRAC_CHECKPOINT: made.path('checkpoint'), EKS_CRAC_PID_FLOOR: '50', HOME: '/root', ...env },
      container,
    );
    return { ...ended, out: existsSync(made.path('checkpoint/out')) ? made.read('checkpoint/out') : '', made };
  }

  const script =
    'echo "$$ $(cat /proc/uptime)"; grep -E "^(Uid|Gid|Groups|CapBnd|CapPrm):" /proc/self/status; echo "home $HOME"; exit 7';

  (root ? test : test.skip)(
    'runs the service with its outputs in files, above the PID floor, near clock zero, as its user',
    () => {
      const { made, out, status, stderr } = capture({ EKS_CRAC_USER: '10001:10002' }, ['sh', '-c', script]);
      expect({ status, stderr }).toEqual({
        status: 1,
        stderr: expect.stringContaining('checkpoint cannot be written: Permission denied'),
      });
      void made;
      void out;
    },
  );

  (root ? test : test.skip)('as root, too, without what the set-up took', () => {
    const { made, out, status, stderr } = capture({ EKS_CRAC_USER: '0:0' }, ['sh', '-c', script]);
    expect({ status, stderr }).toEqual({ status: 7, stderr: '' });
    const [first = ''] = out.split('\n');
    const [pid = '', uptime = ''] = first.split(' ');
    expect(Number(pid)).toBeGreaterThanOrEqual(50);
    expect(made.read('checkpoint/pids')).toBe(`service=${pid}\n`);
    expect(Number(uptime)).toBeLessThan(60);
    const bits = (name: string) => BigInt(`0x${new RegExp(`^${name}:\\s+(\\w+)$`, 'm').exec(out)?.[1] ?? ''}`);
    for (const bit of [6n, 7n, 21n, 25n]) {
      expect((bits('CapBnd') >> bit) & 1n).toBe(0n);
      expect((bits('CapPrm') >> bit) & 1n).toBe(0n);
    }
  });

  test.each(['x', '1', '1:2:3', '-1:0'])('refuses the user %s', (user) => {
    const ended = run(layer().path('capture'), ['true'], { EKS_CRAC_USER: user });
    expect(ended).toMatchObject({ status: 1, stderr: `eks-crac: EKS_CRAC_USER=${user} is not UID:GID\n` });
  });

  test('says what the kernel says when it gives no time namespace, and starts nothing', () => {
    const dropped = root ? ['setpriv', '--bounding-set', '-sys_admin', '--inh-caps', '-sys_admin'] : [];
    const ended = run(layer().path('capture'), ['true'], { EKS_CRAC_USER: '0:0' }, dropped);
    expect(ended).toMatchObject({
      status: 1,
      stderr: 'eks-crac: no time namespace for the capture: Operation not permitted\n',
    });
  });

  (root ? test : test.skip)('capture-jvm keeps the outputs, and ends with the status', () => {
    expect(capture({}, ['sh', '-c', 'echo out; echo err >&2; exit 137'], 'capture-jvm')).toMatchObject({
      status: 137,
      stdout: 'out\n',
      stderr: 'err\n',
    });
  });
});

function readlink(path: string): string {
  return lstatSync(path).isSymbolicLink()
    ? join('/', ...[spawnSync('readlink', ['-f', path], { encoding: 'utf8' }).stdout.trim()])
    : path;
}
