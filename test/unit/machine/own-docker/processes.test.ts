import { spawn } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { commandLine, someProcess } from '../../../../machine/own-docker/processes';
import { scratch } from '../../../support/unit-scratch';

const PID = 7;

/** A folder like /proc with one process. */
function processes(): { readonly proc: string; readonly folder: string } {
  const proc = scratch();
  const folder = join(proc, String(PID));
  mkdirSync(folder);
  return { proc, folder };
}

describe('the arguments of a process', () => {
  test('are those of a process that runs', async () => {
    const child = spawn('/bin/sleep', ['61.5']);
    try {
      expect(await commandLine(Number(child.pid))).toEqual(['/bin/sleep', '61.5']);
      expect(await someProcess((argv) => argv.includes('61.5'))).toBe(true);
    } finally {
      child.kill();
    }
  });

  test('are waited for within execve, when Linux shows none', async () => {
    const { folder, proc } = processes();
    writeFileSync(join(folder, 'cmdline'), '');
    symlinkSync('/usr/bin/coredns', join(folder, 'exe'));
    const found = commandLine(PID, proc);
    await delay(30);
    writeFileSync(join(folder, 'cmdline'), 'coredns\0-conf\0Corefile\0');
    expect(await found).toEqual(['coredns', '-conf', 'Corefile']);
  });

  test('are none of one that has ended, or of a thread of the kernel', async () => {
    const { folder, proc } = processes();
    expect(await commandLine(PID, proc)).toEqual([]);
    writeFileSync(join(folder, 'cmdline'), '');
    expect(await commandLine(PID, proc)).toEqual([]);
  });
});
