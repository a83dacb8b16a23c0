import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { withLock } from '../../../machine';
import { identify, isAlive } from '../../../stage/run/process-identity';
import type { LockOptions } from '../../../machine';

const patient: LockOptions = { timeoutMs: 5000, onWait: () => undefined, onWaited: () => undefined };

let folder: string;
let path: string;
let dead: { pid: number; startedAt: string };

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'eks-crac-lock-'));
  path = join(folder, 'machine.lock');
  dead = { pid: spawnSync('true').pid, startedAt: '1' };
});

function put(name: string, holder: unknown): void {
  writeFileSync(join(folder, name), JSON.stringify(holder));
}

test('leaves nothing behind, also when the work fails', async () => {
  await expect(withLock(path, patient, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(await withLock(path, patient, () => Promise.resolve(7))).toBe(7);
  expect(readdirSync(folder)).toEqual([]);
});

test('lets one in at a time', async () => {
  let inside = 0;
  let most = 0;
  const work = async () => {
    most = Math.max(most, ++inside);
    await pause(20);
    inside--;
  };
  await Promise.all([1, 2, 3].map(() => withLock(path, patient, work)));
  expect(most).toBe(1);
});

test('takes over from a process that has died, with one winner, and clears what it left', async () => {
  put('machine.lock', dead);
  put(`machine.lock.${dead.pid}.some-claim`, dead);
  let inside = 0;
  let most = 0;
  const work = async () => {
    most = Math.max(most, ++inside);
    await pause(20);
    inside--;
  };
  await Promise.all([1, 2, 3, 4].map(() => withLock(path, patient, work)));
  expect(most).toBe(1);
  expect(readdirSync(folder)).toEqual([]);
});

test('takes over when the one who was taking over has died as well', async () => {
  const second = { pid: spawnSync('true').pid, startedAt: '2' };
  put('machine.lock', dead);
  put(`machine.lock.after-${dead.pid}-${dead.startedAt}`, second);
  expect(await withLock(path, patient, () => Promise.resolve('in'))).toBe('in');
  expect(readdirSync(folder)).toEqual([]);
});

test('does not take a process for the holder that was given the same number later', async () => {
  const own = identify(process.pid);
  put('machine.lock', { ...own, startedAt: '1' });
  expect(isAlive({ ...own, startedAt: '1' })).toBe(false);
  expect(await withLock(path, patient, () => Promise.resolve('in'))).toBe('in');
});

test('names the living holder when the deadline passes', async () => {
  put('machine.lock', identify(process.pid));
  const waits: number[] = [];
  const options = { timeoutMs: 300, onWait: ({ pid }: { pid: number }) => waits.push(pid), onWaited: () => undefined };
  await expect(withLock(path, options, () => Promise.resolve())).rejects.toMatchObject({
    code: 'machine-unsuitable',
    message: `process ${process.pid} has held ${path} for more than 0.3 s`,
    remedy: 'wait for that process or stop it, then run the command again',
  });
  expect(waits).toEqual([process.pid]);
  expect(readdirSync(folder)).toEqual(['machine.lock']);
});
