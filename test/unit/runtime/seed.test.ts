import { linkSync, lstatSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { scratch } from '../../support/unit-scratch';
import { describeStart, FakeLayer } from './fake-layer';
import { run } from './run-program';

describeStart('seed', () => {
  test('copies folders with modes, links and odd names, and says what it could not', () => {
    const [from, to] = [scratch(), scratch()];
    mkdirSync(join(from, 'a/b'), { recursive: true, mode: 0o700 });
    writeFileSync(join(from, 'a/b/file\nwith a line'), 'x', { mode: 0o640 });
    symlinkSync('b', join(from, 'a/link'));
    expect(run(new FakeLayer().path('seed'), [from, to, '/nonexistent', to])).toEqual({
      status: 0,
      stdout: '',
      stderr: '',
    });
    expect(readFileSync(join(to, 'a/b/file\nwith a line'), 'utf8')).toBe('x');
    expect((lstatSync(join(to, 'a/b/file\nwith a line')).mode & 0o777).toString(8)).toBe('640');
    expect((lstatSync(join(to, 'a')).mode & 0o777).toString(8)).toBe('700');
    expect(lstatSync(join(to, 'a/link')).isSymbolicLink()).toBe(true);
    expect(run(new FakeLayer().path('seed'), [from, '/nonexistent']).stderr).toBe(
      'eks-crac: /nonexistent cannot be opened: No such file or directory\n',
    );
  });

  test('copies a file with several names once, also over an earlier copy', () => {
    const [from, to] = [scratch(), scratch()];
    mkdirSync(join(from, 'a'));
    writeFileSync(join(from, 'one'), 'x');
    linkSync(join(from, 'one'), join(from, 'a/two'));
    for (let times = 0; times < 2; times += 1) {
      expect(run(new FakeLayer().path('seed'), [from, to]).stderr).toBe('');
      expect(readFileSync(join(to, 'a/two'), 'utf8')).toBe('x');
      expect(lstatSync(join(to, 'a/two')).ino).toBe(lstatSync(join(to, 'one')).ino);
    }
  });
});
