import { CLONE_PROBE_LINE } from '../../../contract';
import { z } from 'zod';
import type { Observation } from '../../../kit/wait';
import { parseJson } from './json';

const SHOWN = 200;

const probeLine = z.object({
  'eks-crac': z.literal('clone-probe'),
  draws: z
    .record(z.string(), z.array(z.string().regex(/^[0-9a-f]{64}$/)).min(1))
    .refine((draws) => Object.keys(draws).length > 0, { message: 'names no generator' }),
});

/**
 * What each generator of a copy drew, by the generator's name: SHA-256 hashes of overlapping windows of its numbers, so
 * that two copies of one generator share some hashes even if one service drew more numbers than the other before the
 * probe.
 */
export type Draws = Readonly<Record<string, readonly string[]>>;

/**
 * Finds the line of the clone probe in a copy's standard error. The service writes there too, without ending its line
 * or splitting a long one: an unreadable line is reported as seen.
 */
export function findDraws(output: string): Observation<Draws> {
  // The part after the last line break is not complete yet.
  const lines = output.split('\n').slice(0, -1);
  const marked = lines
    .filter((line) => line.includes(CLONE_PROBE_LINE))
    .map((line) => line.slice(line.indexOf(CLONE_PROBE_LINE)));
  for (const line of marked) {
    const { data, success } = probeLine.safeParse(parseJson(line));
    if (success) return { found: data.draws };
  }
  const last = marked.at(-1);
  return { seen: last === undefined ? 'no line of it' : `a line that cannot be read: ${last.slice(0, SHOWN)}` };
}
