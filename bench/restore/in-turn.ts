import { coldVariant, imageVariant, measureStarts, spread } from '../../cli/rehearsal/measure';
import type { Spread, Variant } from '../../cli/rehearsal/measure';
import type { MemoryMode } from '../../contract';
import { ProcessRunner } from '../../kit/process';
import type { Captured, Captures } from './both-captures';
import { usageOf } from './container-usage';
import type { ContainerUsage } from './container-usage';
import { dropPageCache } from './page-cache';

/** Figures of one way to start; times in milliseconds, memory in bytes. */
export interface Row {
  readonly id: string;
  /** From the container's start to the first expected answer. */
  readonly startMs: Spread;
  /** CRIU's own part. @default - nothing was restored */
  readonly restoreMs?: Spread;
  readonly cpuMs: Spread;
  readonly memoryBytes: Spread;
  readonly pageFaults: Spread;
  readonly coldStarts: number;
}

/** A way to start, with the capture that it belongs to. */
interface Kind extends Captured {
  readonly id: string;
  readonly variant: Variant;
  /** Whether the page cache is dropped before each start. */
  readonly dropped: boolean;
}

/** Starts a service cold, copied and mapped, in turn; without the page cache the restores alone. */
export async function measureInTurn(captures: Captures, runs: number, dropped: boolean): Promise<Row[]> {
  const restored = (memory: MemoryMode): Kind => {
    const captured = captures[memory];
    const id = dropped ? `${memory}, page cache dropped` : memory;
    return { ...captured, id, dropped, variant: imageVariant(captured.context, captured.capture) };
  };
  const { copied } = captures;
  const cold = { ...copied, id: 'cold', dropped, variant: coldVariant(copied.context, copied.capture) };
  const kinds = [...(dropped ? [] : [cold]), restored('copied'), restored('mapped')];
  const found = kinds.map((kind) => ({ kind, starts: [] as Start[] }));
  // The first round fills caches, and is not counted.
  for (let run = 0; run <= runs; run++) {
    for (const { kind, starts } of found) {
      const start = await measureOne(kind);
      if (run > 0) starts.push(start);
    }
  }
  return found.map(({ kind, starts }) => row(kind.id, starts));
}

interface Start extends ContainerUsage {
  readonly startMs: number;
  readonly restoreMs: number | undefined;
  readonly cold: number;
}

async function measureOne({ capture, context, dropped, variant }: Kind): Promise<Start> {
  if (dropped) await dropPageCache(new ProcessRunner());
  let usage: ContainerUsage | undefined;
  const look = async (container: string) => void (usage = await usageOf(context.containers, container));
  const { coldStarts, parts, startMs } = await measureStarts(context, capture, variant, 1, look);
  if (usage === undefined) throw new Error('the container was not looked at');
  return { ...usage, startMs: startMs.median, restoreMs: parts?.restoreMs?.median, cold: coldStarts };
}

function row(id: string, starts: readonly Start[]): Row {
  const restored = starts.flatMap(({ restoreMs }) => restoreMs ?? []);
  return {
    id,
    startMs: spread(starts.map(({ startMs }) => startMs)),
    ...(restored.length === 0 ? {} : { restoreMs: spread(restored) }),
    cpuMs: spread(starts.map(({ cpuMs }) => cpuMs)),
    memoryBytes: spread(starts.map(({ memoryBytes }) => memoryBytes)),
    pageFaults: spread(starts.map(({ pageFaults }) => pageFaults)),
    coldStarts: starts.reduce((sum, { cold }) => sum + cold, 0),
  };
}
