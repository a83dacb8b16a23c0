import { z } from 'zod';
import { COLD_REASON_CODES } from './cold-reasons';

const milliseconds = z.number().min(0);

/** `decided` comes first; of the others one follows, when it is known whether the port listens. */
export const START_EVENTS = ['decided', 'listening', 'not-listening', 'running'] as const;

const startFields = {
  'eks-crac': z.literal('start'),
  event: z.enum(START_EVENTS),
  /** Since the beginning of `start`. */
  ms: milliseconds,
  engine: z.string().optional(),
  /** The CPU class whose copy was chosen, in an image that has several. */
  copy: z.string().optional(),
  run: z.string().optional(),
  release: z.string(),
  deadlineMs: milliseconds,
  /** What the restore took, without the hooks after it. */
  restoreMs: milliseconds.optional(),
  /** What the hooks took. */
  hooksMs: milliseconds.optional(),
  /** JVM options of the container that the captured JVM did not have. */
  ignoredOptions: z.array(z.string()).optional(),
};

const startLine = z.discriminatedUnion('mode', [
  z.strictObject({ ...startFields, mode: z.literal('restored'), reason: z.literal('') }),
  z.strictObject({
    ...startFields,
    mode: z.literal('cold'),
    reason: z.enum(COLD_REASON_CODES),
    /** A sentence about this start. */
    detail: z.string().optional(),
  }),
]);

/** How the service came up, as reported by `start`. */
export type StartReport = z.output<typeof startLine>;

/** Finds the last line of `start` in a container's output that says whether the service's port listens. */
export function findStartReport(output: string): StartReport | undefined {
  return lines(output).findLast(({ event }) => event !== 'decided');
}

/** Finds the line in a container's output by which `start` reports a restore or a cold start, before the port listens. */
export function findDecision(output: string): StartReport | undefined {
  return lines(output).findLast(({ event }) => event === 'decided');
}

function lines(output: string): StartReport[] {
  const own = output.split('\n').filter((line) => line.startsWith('{"eks-crac":"start"'));
  return own.map((line) => startLine.parse(JSON.parse(line)));
}
