import { randomUUID } from 'node:crypto';
import { link, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import { Failure } from '../kit/report/failure';
import { errorCode, readIfThere } from './files';
import { waitUntil, WaitTimeout } from '../kit/wait';
import { identify, isAlive } from '../stage/run/process-identity';
import type { ProcessIdentity } from '../stage/run/process-identity';
import { PRIVATE_FILE, PRIVATE_FOLDER } from '../kit/private-files';

const identity = z.object({ pid: z.number(), startedAt: z.string() });

export interface LockOptions {
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
  /** Called once, when another process holds the lock. */
  readonly onWait: (holder: ProcessIdentity) => void;
  /** Called when that wait is over. */
  readonly onWaited: (ms: number) => void;
}

/** Does the work while no other living process holds the lock. A lock whose holder has died is taken over. */
export async function withLock<T>(path: string, options: LockOptions, work: () => Promise<T>): Promise<T> {
  await mkdir(dirname(path), PRIVATE_FOLDER);
  const own = identify(process.pid);
  // A claim of its own for each call: two calls of one process exclude each other as well.
  const claim = `${path}.${own.pid}.${randomUUID()}`;
  await writeFile(claim, JSON.stringify(own), PRIVATE_FILE);
  try {
    await acquire(path, claim, options);
    try {
      return await work();
    } finally {
      await rm(path, { force: true });
    }
  } finally {
    await rm(claim, { force: true });
  }
}

async function acquire(path: string, claim: string, options: LockOptions): Promise<void> {
  const began = performance.now();
  let holder: ProcessIdentity | undefined;
  try {
    await waitUntil<true>({ timeoutMs: options.timeoutMs, intervalMs: 200, signal: options.signal }, async () => {
      if (await linked(claim, path)) return { found: true };
      const other = await holderOf(path);
      if (other !== undefined && !isAlive(other) && (await takenOver(path, path, other, claim))) return { found: true };
      if (other !== undefined && isAlive(other)) {
        if (holder === undefined) options.onWait(other);
        holder = other;
      }
      return { seen: `process ${other?.pid ?? 'unknown'}` };
    });
    return;
  } catch (error) {
    if (!(error instanceof WaitTimeout)) throw error;
  } finally {
    if (holder !== undefined) options.onWaited(Math.round(performance.now() - began));
  }
  const waited = `process ${holder?.pid ?? 'unknown'} has held ${path} for more than ${options.timeoutMs / 1000} s`;
  throw new Failure('machine-unsuitable', waited, 'wait for that process or stop it, then run the command again');
}

/**
 * Replaces the lock of a dead process. The right to replace it is a file named after the dead, so that only one
 * process has it; should that one die too, the right is a file named after both.
 */
async function takenOver(lock: string, held: string, dead: ProcessIdentity, claim: string): Promise<boolean> {
  const right = `${held}.after-${dead.pid}-${dead.startedAt}`;
  if (!(await linked(claim, right))) {
    const other = await holderOf(right);
    if (other === undefined || isAlive(other)) return false;
    const taken = await takenOver(lock, right, other, claim);
    if (taken) await rm(right, { force: true });
    return taken;
  }
  const holder = await holderOf(lock);
  const unchanged = holder !== undefined && !isAlive(holder);
  if (unchanged) await replace(claim, lock, holder);
  await rm(right, { force: true });
  return unchanged;
}

/** Puts the claim's content in place of the lock, and removes the claims that the dead holder left. */
async function replace(claim: string, lock: string, dead: ProcessIdentity): Promise<void> {
  const copy = `${claim}.copy`;
  await link(claim, copy);
  await rename(copy, lock);
  const prefix = `${basename(lock)}.${dead.pid}.`;
  const left = (await readdir(dirname(lock))).filter((name) => name.startsWith(prefix) && name !== basename(claim));
  await Promise.all(left.map((name) => rm(join(dirname(lock), name), { force: true })));
}

/** Creates the second name in one step, with its content; false when it exists. */
async function linked(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  }
}

async function holderOf(path: string): Promise<ProcessIdentity | undefined> {
  const text = await readIfThere(path);
  return text === undefined ? undefined : identity.parse(JSON.parse(text));
}
