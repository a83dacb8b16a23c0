import { z } from 'zod';
import { SECRET_KINDS } from './secrets';

/** Where a secret of a kind is allowed when it is no file. */
export const IN_MEMORY = 'memory';

/** A secret that may be in a checkpoint: of a name, or of a kind in one place. */
export type AllowedSecret =
  | { readonly by: 'name'; readonly name: string; readonly reason: string }
  | { readonly by: 'kind'; readonly kind: string; readonly place: string; readonly reason: string };

/** An entry of `checkpoint.allowSecrets`. */
export const allowedSecret = z
  .strictObject({
    name: z
      .string()
      .min(1)
      .optional()
      .describe('a variable of `run.env`, a header of a request, or a value as the failure names it'),
    kind: z
      .string()
      .refine((kind) => SECRET_KINDS.includes(kind), { message: 'must be a kind as the failure names it' })
      .optional()
      .describe('a kind of key or token as the failure names it, for example jwt'),
    in: z
      .string()
      .regex(/^(memory|\/\S.*)$/)
      .optional()
      .describe('where the kind is allowed: memory, or the path of a file in the container'),
    reason: z.string().min(1).describe('why it may be in a checkpoint; it stands in the release record'),
  })
  .transform(({ in: place, kind, name, reason }, context): AllowedSecret => {
    if (name !== undefined && kind === undefined && place === undefined) return { by: 'name', name, reason };
    if (name === undefined && kind !== undefined && place !== undefined) return { by: 'kind', kind, place, reason };
    context.addIssue({ code: 'custom', message: 'takes either `name`, or `kind` and `in`' });
    return z.NEVER;
  });
