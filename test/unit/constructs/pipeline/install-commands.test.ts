import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CaptureHost } from '../../../../constructs';
import { hostSetUp, nestedCgroups, RUN_LABEL } from '../../../../constructs/pipeline/install-commands';
import { Run } from '../../../../stage/run/run';
import { StateFolder } from '../../../../stage/run/state-folder';
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

describe('what a killed build left in Docker', () => {
  const leftovers = (host: CaptureHost) => hostSetUp(host, false).commands.filter((line) => line.includes('--filter'));

  test('has the label of a run', () => {
    expect(Run.begin(new StateFolder(scratch()), 'localhost/x').label.startsWith(`${RUN_LABEL}=`)).toBe(true);
  });

  test('is removed before a build where the host outlives builds', () => {
    const folder = scratch();
    const calls = join(folder, 'calls');
    const answers = 'case "$1 $2" in "ps --all") echo c1; echo c2;; "image ls") echo i1;; esac';
    writeFileSync(join(folder, 'docker'), `#!/bin/sh\necho "$*" >>${calls}\n${answers}\n`);
    chmodSync(join(folder, 'docker'), 0o755);
    const PATH = `${folder}:${process.env['PATH'] ?? ''}`;
    for (const line of leftovers(CaptureHost.ec2())) execFileSync('sh', ['-ec', line], { env: { PATH } });
    const removals = readFileSync(calls, 'utf8')
      .split('\n')
      .filter((call) => call.includes('rm'));
    expect(removals).toEqual(['rm --force c1 c2', 'image rm --force i1']);
  });

  test('is not looked for on a host that is new', () => {
    expect(leftovers(CaptureHost.fleet())).toHaveLength(4);
    expect(leftovers(CaptureHost.onDemand())).toEqual([]);
  });
});
