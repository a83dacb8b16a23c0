import { z } from 'zod';
import { FAILURES } from './failures';
import type { FailureCode } from './failures';
import { STEPS } from './messages';
import { parseDocument } from './validation';

/** In the folder of a failed run, beside its logs. */
export const FAILURE_FILE = 'failure.json';

const CODES = Object.keys(FAILURES) as FailureCode[];

const keptFailure = z.strictObject({
  schema: z.literal(1),
  run: z.string(),
  service: z.string(),
  engine: z.string(),
  /** The step that failed. @default - the run failed between steps */
  step: z.enum(STEPS).optional(),
  /** `unexpected` is a defect of this program. */
  code: z.enum([...CODES, 'unexpected']),
  message: z.string(),
  remedy: z.string(),
  at: z.iso.datetime(),
});

/** How a run failed, as its folder keeps it for `doctor`. */
export type KeptFailure = z.output<typeof keptFailure>;

export function parseKeptFailure(document: unknown, origin: string): KeptFailure {
  return parseDocument(keptFailure, document, { kind: 'failure', origin });
}
