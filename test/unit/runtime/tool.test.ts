import { copyFileSync, existsSync, lstatSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { scratch } from '../../support/unit-scratch';
import { describeStart, FakeLayer } from './fake-layer';
import { run } from './run-program';

/** What the stage asks in a capture container. */
describeStart('tool', () => {
  const tool = () => new FakeLayer().path('tool');

  test('a file of another name says which programs there are', () => {
    const other = join(scratch(), 'other');
    copyFileSync(new FakeLayer().path('start'), other);
    expect(run(other, [])).toEqual({
      status: 127,
      stdout: '',
      stderr: 'eks-crac: no program other; there are start, capture, capture-jvm, capture-bare, seed and tool\n',
    });
  });

  test('without a name says how each is called', () => {
    const { status, stderr } = run(tool(), []);
    expect(status).toBe(2);
    expect(stderr).toContain('eks-crac: usage: tool write FILE TEXT [REMOVED…]\n');
    expect(stderr.trim().split('\n')).toHaveLength(11);
  });

  test.each([
    [['observe'], 'usage: tool observe PID'],
    [['observe', 'x'], 'usage: tool observe PID'],
    [['as', '1', '1', 'x'], 'usage: tool as UID:GID PID PROGRAM [ARGUMENT…]'],
    [['as', '1:2:3', '1', 'x'], 'usage: tool as UID:GID PID PROGRAM [ARGUMENT…]'],
    [['write', 'x'], 'usage: tool write FILE TEXT [REMOVED…]'],
    [['limit', 'x', 'y'], 'usage: tool limit SECONDS PROGRAM [ARGUMENT…]'],
    [['environment', 'x'], 'usage: tool environment'],
    [['touched', '1'], 'usage: tool touched PID FILE'],
  ])('%j is a wrong call', (words, usage) => {
    const { status, stderr } = run(tool(), words);
    expect(status).toBe(2);
    expect(stderr).toContain(`eks-crac: ${usage}`);
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

  test('touched lists the pages that a process has written in mappings of a file, and those of the file that were read', () => {
    const file = join(scratch(), 'memory.img');
    writeFileSync(file, Buffer.alloc(8 * 4096, 1));
    const program = `import ctypes, json, mmap, os, subprocess, sys
tool, file = sys.argv[1:]
with open(file, 'rb') as opened:
    area = mmap.mmap(opened.fileno(), 0, flags=mmap.MAP_PRIVATE, prot=mmap.PROT_READ | mmap.PROT_WRITE)
read = area[0]
for page in (2, 3, 6):
    area[page * 4096] = 9
first = ctypes.addressof(ctypes.c_char.from_buffer(area)) // 4096
lines = subprocess.run([tool, 'touched', str(os.getpid()), file], capture_output=True, text=True).stdout.split('\\n')
print(json.dumps([[how, int(at) - (first if how == 'written' else 0), int(count)] for how, at, count in (line.split() for line in lines if line)]))`;
    const found = JSON.parse(run('python3', ['-c', program, tool(), file]).stdout) as [string, number, number][];
    expect(found.filter(([how]) => how === 'written')).toEqual([
      ['written', 2, 2],
      ['written', 6, 1],
    ]);
    // The kernel holds what was just written.
    expect(found).toContainEqual(['resident', 0, 8]);
    expect(run(tool(), ['touched', '2147483647', file])).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('/proc/2147483647/pagemap: ') as string,
    });
  });

  test('folders are those at the top, without the kernel’s and links', () => {
    const folders = run(tool(), ['folders']).stdout.trim().split('\n');
    expect(folders).toEqual(expect.arrayContaining(['/etc', '/usr', '/tmp']));
    expect(folders.filter((path) => path === '/proc' || path === '/sys' || lstatSync(path).isSymbolicLink())).toEqual(
      [],
    );
  });

  test('names are those in a folder, and none where there is no such folder', () => {
    const folder = scratch();
    for (const name of ['.hidden', 'a b']) writeFileSync(join(folder, name), '');
    expect(run(tool(), ['names', folder]).stdout.split('\n').sort()).toEqual(['', '.hidden', 'a b']);
    expect(run(tool(), ['names', join(folder, 'gone')])).toMatchObject({ status: 0, stdout: '' });
    expect(run(tool(), ['names'])).toMatchObject({ status: 2 });
  });

  test('executables are what each process runs', () => {
    expect(run(tool(), ['executables']).stdout).toContain(`/proc/${process.pid}/exe ${process.execPath}\n`);
  });

  test('node begins with the line of the first processor’s flags', () => {
    const line = /^(flags|Features)\s*:.*\n/m.exec(readFileSync('/proc/cpuinfo', 'utf8'))?.[0];
    expect(run(tool(), ['node']).stdout).toBe(line);
  });

  test('node tells of each need of a checkpoint that the machine has not', () => {
    const missing = run(tool(), ['node', 'advice-14', 'advice-99', 'rseq-33', 'rseq-512']).stdout.split('\n').slice(1);
    expect(missing.filter((line) => /advice 99|512 bytes/.test(line))).toHaveLength(2);
    expect(missing.filter((line) => /advice 14/.test(line))).toEqual([]);
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

  test('observe reads the clock of a process', () => {
    const { status, stdout } = run(tool(), ['observe', String(process.pid)]);
    if (status !== 0) return; // only root may enter a time namespace
    expect(stdout).toMatch(/^\d+\.\d\d\n$/);
    expect(Number(stdout)).toBeCloseTo(Number(readFileSync('/proc/uptime', 'utf8').split(' ')[0]), -1);
  });
});
