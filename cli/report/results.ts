import { z } from 'zod';
import { Failure } from '../../kit/report/failure';

const spread = z.object({ median: z.number(), runs: z.array(z.number()) });

const start = z.object({
  id: z.enum(['cold', 'image']),
  startMs: spread,
  ratioToCold: z.number(),
  parts: z
    .object({ restoreMs: spread.optional(), hooksMs: spread.optional(), listeningMs: spread.optional() })
    .optional(),
});

const pod = z.object({
  id: z.enum(['pod-cold', 'pod-image']),
  startMs: spread,
  readyMs: spread,
  starts: z.array(z.object({ ms: z.number(), restoreMs: z.number().optional(), hooksMs: z.number().optional() })),
});

const store = z.object({
  id: z.string(),
  /** Until the checkpoint is fetched, checked and unpacked. @default - it is not fetched */
  downloadMs: spread.optional(),
  startMs: spread,
  totalMs: spread,
});

/** What the page shows of a document of `rehearse --json`; times in milliseconds, sizes in bytes. */
const results = z.object({
  release: z.object({ name: z.string(), service: z.string(), engine: z.string() }),
  rows: z.array(start),
  pods: z.array(pod),
  /** @default - the stores were not compared */
  stores: z.object({ cold: z.object({ totalMs: spread }), rows: z.array(store) }).optional(),
  checkpoint: z.object({ rawBytes: z.number(), mappedBytes: z.number().default(0), storedBytes: z.number() }),
  images: z.object({ service: z.number(), checkpoint: z.number() }),
});

export type Results = z.output<typeof results>;
export type StoreResult = z.output<typeof store>;
export type StoredSpread = z.output<typeof spread>;

/** Reads results that were stored; `file` is how an error names them. */
export function parseResults(text: string, file: string): Results {
  const parsed = results.safeParse(read(text));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new Failure(
    'usage',
    `${file} has no results of a rehearsal: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`,
    'name a file that `rehearse --json` has printed, or that is in the folder `reports` of the state folder',
  );
}

function read(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return text;
    throw error;
  }
}

/** The number of a release, so that v10 comes after v9. */
export const numberOf = ({ release }: Results): number => Number(release.name.replace(/\D/g, ''));
