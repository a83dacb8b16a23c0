import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { commandLine, someProcess } from '../../../../machine/own-docker/processes';
import { scratch } from '../../../support/unit-scratch';

describe('the arguments of a process', () => {
  test('are there while it becomes another program', async () => {
    const script = join(scratch(), 'again');
    writeFileSync(script, '#!/bin/sh\nexec "$0" "$@"\n');
    chmodSync(script, 0o755);
    const child = spawn(script, ['mark']);
    try {
      const asked = Array.from({ length: 10_000 }, () => commandLine(Number(child.pid)));
      const marks = new Set((await Promise.all(asked)).map((argv) => argv.at(-1)));
      expect([...marks]).toEqual(['mark']);
    } finally {
      child.kill('SIGKILL');
    }
  });

  test('are none of one that has ended, or of a thread of the kernel', async () => {
    const child = spawn('/bin/true');
    await once(child, 'exit');
    expect(await commandLine(Number(child.pid))).toEqual([]);
    expect(await someProcess(() => false)).toBe(false);
  });
});
