import type { Case } from './case';
import type { Ended } from './container';

export interface Outcome extends Ended {
  /** A letter for each service that ran: `c` started cold, `r` restored. */
  readonly ran: string;
  readonly stderr: Buffer;
  /** What no case may change, before and after. */
  readonly kept: readonly [ReadonlyMap<string, string>, ReadonlyMap<string, string>];
}

interface Line {
  readonly event: string;
  readonly mode: string;
  readonly reason: string;
  readonly engine?: string;
}

/** Reasons after which a service may have been restored, and then was killed. */
const TRIED = ['deadline', 'hook-failed', 'restore-failed'];
const COLD: Readonly<Record<string, number>> = { '/bin/service': 7, '/bin/absent': 127, '/bin': 126 };
const RESTORED = 42;

/** Throws when `start` did not what it must do in every container; answers what it decided. */
export function judge({ command, manifest }: Case, { kept, left, ran, status, stderr }: Outcome): string {
  const lines = linesOf(stderr);
  const [decision, end] = lines;
  if (status === -1) throw new Error('start hung');
  const changed = changes(kept).filter((path) => !named(manifest, path));
  if (changed.length > 0) throw new Error(`changed: ${changed.join(' ')}`);
  if (decision?.event !== 'decided' || end === undefined || lines.length !== 2 || end.event === 'decided')
    throw new Error(`not two lines: ${JSON.stringify(lines)}`);
  if (end.mode !== decision.mode || end.reason !== decision.reason) throw new Error('the lines differ');
  const cold = command === '/bin/service' ? 'c' : '';
  // Of a JVM that restores itself without a port nobody knows whether it did.
  if (end.event === 'running' && end.engine === 'warp' && end.mode === 'restored') return 'unknown';
  if (left) throw new Error('processes were left');
  if (decision.mode === 'restored') expectEqual([ran, status, decision.reason], ['r', RESTORED, '']);
  else if (TRIED.includes(decision.reason)) expectEqual([ran.replace(/^r/, ''), status], [cold, COLD[command]]);
  else expectEqual([ran, status], [cold, COLD[command]]);
  return decision.reason === '' ? decision.mode : decision.reason;
}

/** Paths that are not as they were. */
function changes([before, after]: Outcome['kept']): readonly string[] {
  const paths = [...new Set([...before.keys(), ...after.keys()])];
  return paths.filter((path) => before.get(path) !== after.get(path));
}

/** Whether a manifest, by chance, names a path or something in this folder. */
function named(manifest: Case['manifest'], path: string): boolean {
  return manifest?.kind === 'file' && manifest.bytes.includes(`/${path}`);
}

function linesOf(stderr: Buffer): readonly Line[] {
  const own = stderr
    .toString('utf8')
    .split('\n')
    .filter((line) => line.startsWith('{"eks-crac"'));
  return own.map((line) => JSON.parse(line) as Line);
}

function expectEqual(found: readonly unknown[], expected: readonly unknown[]): void {
  if (JSON.stringify(found) === JSON.stringify(expected)) return;
  throw new Error(`expected ${JSON.stringify(expected)}, got ${JSON.stringify(found)}`);
}
