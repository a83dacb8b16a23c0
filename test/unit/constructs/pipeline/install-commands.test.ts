import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { nestedCgroups } from '../../../../constructs/pipeline/install-commands';
import { scratch } from '../../../support/unit-scratch';

/** Runs the line of the buildspec, as CodeBuild does, on a folder that looks like the kernel's. */
function run(files: Readonly<Record<string, string>>): string {
  const root = join(scratch(), 'cgroup');
  mkdirSync(root);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(root, name), text);
  execFileSync('sh', ['-ec', nestedCgroups(root)]);
  return root;
}

describe('the control groups of a build', () => {
  test('are passed on with cgroup v2, once the processes are in a group below', () => {
    const root = run({ 'cgroup.controllers': 'cpuset cpu io memory pids\n', 'cgroup.procs': '1\n17\n23\n' });
    expect(readFileSync(join(root, 'init/cgroup.procs'), 'utf8').trim().split('\n')).toEqual(['1', '17', '23']);
    expect(readFileSync(join(root, 'cgroup.subtree_control'), 'utf8')).toBe('+cpuset +cpu +io +memory +pids\n');
  });

  test('are left alone with cgroup v1', () => {
    const root = run({ 'cgroup.procs': '1\n' });
    expect(existsSync(join(root, 'init'))).toBe(false);
    expect(existsSync(join(root, 'cgroup.subtree_control'))).toBe(false);
  });
});
