import { z } from 'zod';

const startReport = z.strictObject({
  'eks-crac': z.literal('start'),
  mode: z.enum(['restored', 'cold']),
  reason: z.string(),
  ms: z.number(),
  release: z.string(),
  listening: z.boolean().optional(),
});

/** How the service came up, as reported by `start`. */
export type StartReport = z.output<typeof startReport>;

/** Finds the report line of `start` in a container's output. */
export function findStartReport(output: string): StartReport | undefined {
  for (const line of output.split('\n')) {
    if (!line.startsWith('{"eks-crac":"start"')) continue;
    return startReport.parse(JSON.parse(line));
  }
  return undefined;
}
