import { coldVariant, median } from '../../cli/rehearsal/measure';
import type { MemoryMode } from '../../contract';
import { MEMORY_MODES } from '../../contract';
import { HttpClient } from '../../kit/http/http-client';
import { inTurn, load, startVariant } from '../throughput';
import type { Throughput } from '../throughput';
import type { Captures } from './both-captures';
import { withCopies } from './running';

const RUNS = 5;
const FIRST_REQUESTS = 200;

/** How a restored service serves; times in milliseconds. */
export interface Serving {
  /** p99 of the first 200 requests after a restore, one at a time, of each run. */
  readonly p99Ms: Readonly<Record<MemoryMode, readonly number[]>>;
  /** The median of mapped divided by that of copied. */
  readonly p99Ratio: number;
  /** Cold and warmed up against restored with mapped memory, after a minute of load each. */
  readonly throughput: Throughput;
}

export async function measureServing(captures: Captures): Promise<Serving> {
  const p99Ms: Record<MemoryMode, number[]> = { mapped: [], copied: [] };
  for (let run = 0; run < RUNS; run++) {
    for (const memory of MEMORY_MODES) p99Ms[memory].push(await firstRequests(captures, memory));
  }
  const p99Ratio = median(p99Ms.mapped) / median(p99Ms.copied);
  return { p99Ms, p99Ratio, throughput: await throughput(captures) };
}

async function firstRequests(captures: Captures, memory: MemoryMode): Promise<number> {
  const captured = captures[memory];
  const { requests } = captured.context.spec.warmUp;
  return withCopies(captured, 1, async ([copy]) => {
    const client = new HttpClient(copy?.baseUrl ?? '', 1);
    const times: number[] = [];
    for (let number = 0; number < FIRST_REQUESTS; number++) {
      const request = requests[number % requests.length];
      if (request === undefined) throw new Error('the warm-up has no requests');
      const began = performance.now();
      await client.send(request);
      times.push(performance.now() - began);
    }
    await client.destroy();
    return times.sort((a, b) => a - b)[Math.ceil(FIRST_REQUESTS * 0.99) - 1] ?? Number.NaN;
  });
}

/** Before it is measured, each has served for a minute. */
async function throughput({ copied, mapped }: Captures): Promise<Throughput> {
  const minute = { kind: 'seconds', seconds: 60 } as const;
  const cold = await startVariant(copied.context, copied.capture, 'cold', coldVariant(copied.context, copied.capture));
  return withCopies(mapped, 1, async ([copy]) => {
    const restored = copy?.baseUrl ?? '';
    await load(copied.context, cold, copied.context.spec.warmUp.until);
    for (const service of [cold, restored]) await load(mapped.context, service, minute);
    return inTurn(mapped.context, cold, restored);
  });
}
