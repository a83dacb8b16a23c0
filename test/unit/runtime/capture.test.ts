import {
  chmodSync,
  chownSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describeStart, FakeLayer } from './fake-layer';
import type { Ran } from './run-program';
import { run } from './run-program';

const ROOT = process.getuid?.() === 0;
const CONTAINER = ['unshare', '--pid', '--fork', '--kill-child', '--mount-proc'];
/** SETGID, SETUID, SYS_ADMIN, SYS_TIME. */
const SET_UP = [6n, 7n, 21n, 25n];
const SERVICE = `echo "$$ $(cut -d' ' -f1 /proc/uptime)"; grep -E "^(Uid|Gid|Groups|CapBnd|CapPrm):" /proc/self/status
echo "home $HOME"; echo err >&2; exit 7`;

/** Programs as PID 1 of a capture container; a change of the user needs root. */
const whereRoot = ROOT ? describeStart : describe.skip;

whereRoot('capture', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync('/var/tmp/eks-crac-capture-');
    chmodSync(folder, 0o755);
    mkdirSync(join(folder, 'checkpoint'));
    copyFileSync(new FakeLayer().path('start'), join(folder, 'start'));
    for (const name of ['capture', 'capture-jvm', 'capture-bare']) symlinkSync('start', join(folder, name));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  function capture(env: Readonly<Record<string, string>>, words: readonly string[], name = 'capture'): Ran {
    const common = { EKS_CRAC_CHECKPOINT: join(folder, 'checkpoint'), EKS_CRAC_PID_FLOOR: '50', HOME: '/root' };
    return run(join(folder, name), words, { ...common, ...env }, CONTAINER);
  }

  const written = (name: string) => readFileSync(join(folder, 'checkpoint', name), 'utf8');
  const field = (name: string) => new RegExp(`^${name}:[ \\t]*(.*?) *$`, 'm').exec(written('out'))?.[1] ?? '';

  test.each([
    [10001, 10002, '/'],
    [0, 0, '/root'],
  ])(
    'runs the service as %i:%i near clock zero, above the PID floor, without what the set-up took',
    (uid, gid, home) => {
      chownSync(join(folder, 'checkpoint'), uid, gid);
      expect(capture({ EKS_CRAC_USER: `${uid}:${gid}` }, ['sh', '-c', SERVICE])).toEqual({
        status: 7,
        stdout: '',
        stderr: '',
      });
      const [pid = '', uptime = ''] = (written('out').split('\n')[0] ?? '').split(' ');
      expect(Number(pid)).toBeGreaterThanOrEqual(50);
      expect(written('pids')).toBe(`service=${pid}\n`);
      expect(Number(uptime)).toBeLessThan(60);
      expect(written('err')).toBe('err\n');
      expect(written('out')).toContain(`home ${home}\n`);
      expect([field('Uid'), field('Gid'), field('Groups')]).toEqual([
        `${uid}\t`.repeat(4).trim(),
        `${gid}\t`.repeat(4).trim(),
        '',
      ]);
      for (const set of ['CapBnd', 'CapPrm']) {
        expect(SET_UP.filter((bit) => (BigInt(`0x${field(set)}`) >> bit) & 1n)).toEqual([]);
      }
    },
  );

  test('hands the environment over, but for its own variable', () => {
    const env = { EKS_CRAC_USER: '0:0', user: 'jdoe', directory: 'ldap', pid: 'p', LANG: 'de_DE.UTF-8' };
    expect(capture(env, ['env']).status).toBe(0);
    const found = written('out').split('\n');
    expect(found).toEqual(expect.arrayContaining(['user=jdoe', 'directory=ldap', 'pid=p', 'LANG=de_DE.UTF-8']));
    expect(found.filter((entry) => entry.startsWith('EKS_CRAC_USER'))).toEqual([]);
  });

  test('tells the agent which variables the container has, so that those of a script are known', () => {
    expect(capture({ EKS_CRAC_USER: '0:0', A: 'b' }, ['sh', '-c', 'export MADE=here; exec true']).status).toBe(0);
    const entries = written('environment').split('\0');
    expect(entries).toEqual(expect.arrayContaining(['A=b', 'HOME=/root', '']));
    expect(entries.filter((entry) => /^(MADE|EKS_CRAC_USER)=/.test(entry))).toEqual([]);
  });

  test('has the outputs of the service, for one that writes to those of process 1', () => {
    const script = 'echo one; echo log >>/proc/1/fd/1; echo error >>/proc/1/fd/2';
    expect(capture({ EKS_CRAC_USER: '0:0' }, ['sh', '-c', script])).toEqual({ status: 0, stdout: '', stderr: '' });
    expect(written('out')).toBe('one\nlog\n');
    expect(written('err')).toBe('error\n');
  });

  test('ends with 137 when the service was killed, after everybody else has ended', () => {
    const { status } = capture({ EKS_CRAC_USER: '0:0' }, ['sh', '-c', '(sleep 0.3; echo last) & kill -KILL $$']);
    expect(status).toBe(137);
    expect(written('out')).toBe('last\n');
  });

  test('preloads the clock library, in front of what the image preloads', () => {
    const library = join(folder, 'libpreload.so');
    const env = { EKS_CRAC_HOME: folder };
    expect(capture(env, ['/bin/sh', '-c', 'echo "$LD_PRELOAD"'])).toMatchObject({
      status: 0,
      stderr: `eks-crac: ${folder}/libpreload.so cannot be preloaded: the service's clock is this machine's\n`,
    });
    expect(written('out')).toBe('\n');
    writeFileSync(library, '');
    // The files stand for libraries; a loader names what it cannot load, and goes on.
    for (const [given, all] of [
      [{}, library],
      [{ LD_PRELOAD: '/lib/own.so' }, `${library}:/lib/own.so`],
    ] as const) {
      expect(capture({ ...env, ...given }, ['/bin/sh', '-c', 'echo "$LD_PRELOAD"']).status).toBe(0);
      expect(written('out')).toBe(`${all}\n`);
    }
  });

  test('removes supplementary groups from the images of CRIU', () => {
    const message = (tag: number, content: readonly number[]) => [tag, content.length, ...content];
    const image = (creds: readonly number[]) => {
      const core = [0x08, 1, ...message(0x2a, [0x08, 7, ...message(0x52, creds)]), ...message(0x1a, [0x08, 0])];
      return Buffer.from([1, 2, 3, 4, 5, 6, 7, 8, core.length, 0, 0, 0, ...core]);
    };
    const core = join(folder, 'checkpoint/core-301.img');
    writeFileSync(core, image([0x08, 1, 0x68, 0, 0x70, 0x91, 0x4e, 0x70, 5, 0x90, 1, 0]));
    writeFileSync(join(folder, 'checkpoint/core-302.img'), 'other');
    expect(capture({ EKS_CRAC_HOME: folder }, ['true']).status).toBe(0);
    expect(written('err')).toContain(
      `eks-crac: ${folder}/checkpoint/core-302.img is no image of CRIU that is known here\n`,
    );
    expect(readFileSync(core)).toEqual(image([0x08, 1, 0x68, 0, 0x90, 1, 0]));
  });

  test('says when the checkpoint folder cannot be written', () => {
    const { status, stderr } = capture({ EKS_CRAC_USER: '10001:10002' }, ['true']);
    expect(status).toBe(1);
    expect(stderr).toBe(`eks-crac: ${join(folder, 'checkpoint')} cannot be written: Permission denied\n`);
  });

  test('says what the kernel says when it gives no time namespace, and starts nothing', () => {
    const dropped = ['setpriv', '--bounding-set', '-sys_admin', '--inh-caps', '-sys_admin'];
    expect(run(join(folder, 'capture'), ['true'], { EKS_CRAC_USER: '0:0' }, dropped)).toMatchObject({
      status: 1,
      stderr: 'eks-crac: no time namespace for the capture: Operation not permitted\n',
    });
  });

  test('capture-jvm keeps the outputs, and ends with the status', () => {
    const script = 'echo out; echo err >&2; exit 137';
    expect(capture({}, ['sh', '-c', script], 'capture-jvm')).toEqual({ status: 137, stdout: 'out\n', stderr: 'err\n' });
  });

  test('capture-bare has the outputs in files, and the service leads its session, without another clock', () => {
    const script = 'echo "$LD_PRELOAD $(ps -o sid= -p $$) $$"; exit 137';
    expect(capture({}, ['sh', '-c', script], 'capture-bare')).toEqual({ status: 137, stdout: '', stderr: '' });
    const [, preload, session, service] = /^(.*?) +(\d+) (\d+)\n$/.exec(written('out')) ?? [];
    expect([preload, session]).toEqual(['', service]);
  });

  test.each(['capture-jvm', 'capture-bare'])('%s writes down variables and the JVM, for when both are gone', (name) => {
    copyFileSync('/bin/sleep', join(folder, 'java'));
    capture({ MODE: 'ci' }, [join(folder, 'java'), '0.3'], name);
    expect(written('environment').split('\0')).toContain('MODE=ci');
    expect(written('java')).toMatch(new RegExp(`^\\d+ ${join(folder, 'java')}\\n$`));
  });

  test.each<[string, string]>([
    ['a script has asked for its version', '"$0" 0.2; "$0" 0.5 & echo $!; wait'],
    ['it runs another', '"$0" 0.6 & echo $!; sleep 0.1; "$0" 0.1; wait'],
  ])('writes down the JVM that is the last there, also where %s', (_where, script) => {
    const java = join(folder, 'java');
    copyFileSync('/bin/sleep', java);
    capture({}, ['sh', '-c', script, java], 'capture-bare');
    expect(written('java')).toBe(`${written('out').trim()} ${java}\n`);
  });
});

describeStart('capture', () => {
  test.each(['x', '1', '1:2:3', '-1:0', '99999999999:1'])('refuses the user %s', (user) => {
    expect(run(new FakeLayer().path('capture'), ['true'], { EKS_CRAC_USER: user })).toMatchObject({
      status: 1,
      stderr: `eks-crac: EKS_CRAC_USER=${user} is not UID:GID\n`,
    });
  });

  test.each(['capture', 'capture-jvm', 'capture-bare'])('%s without a program says how it is called', (name) => {
    expect(run(new FakeLayer().path(name), [])).toMatchObject({
      status: 2,
      stderr: `eks-crac: usage: ${name} PROGRAM [ARGUMENT…]\n`,
    });
  });
});
