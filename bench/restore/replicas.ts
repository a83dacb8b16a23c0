import { setTimeout as delay } from 'node:timers/promises';
import type { MemoryMode } from '../../contract';
import { MEMORY_MODES } from '../../contract';
import type { Captures } from './both-captures';
import { usageOf } from './container-usage';
import { withCopies } from './running';

/** How long a copy serves before its memory is looked at: timers and background threads have run. */
const SERVING_MS = 5000;

/** Memory of replicas of one release on one machine, in bytes. */
export interface Replicas {
  readonly replicas: number;
  readonly memory: MemoryMode;
  /** Memory that is no page of a file, of all replicas. */
  readonly anonymousBytes: number;
  /** Charged to the control groups of all replicas. */
  readonly chargedBytes: number;
}

export async function measureReplicas(captures: Captures, counts: readonly number[]): Promise<Replicas[]> {
  const found: Replicas[] = [];
  for (const replicas of counts) {
    for (const memory of MEMORY_MODES) {
      const captured = captures[memory];
      const usages = await withCopies(captured, replicas, async (copies) => {
        await delay(SERVING_MS);
        return Promise.all(copies.map(({ container }) => usageOf(captured.context.containers, container)));
      });
      const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
      found.push({
        ...{ replicas, memory },
        anonymousBytes: sum(usages.map(({ anonymousBytes }) => anonymousBytes)),
        chargedBytes: sum(usages.map(({ memoryBytes }) => memoryBytes)),
      });
    }
  }
  return found;
}
