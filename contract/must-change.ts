import { z } from 'zod';
import { environment } from './fields';
import { plainRequest } from './requests';

const values = environment.refine((given) => Object.values(given).some((value) => value !== ''), {
  message: 'needs at least one value that is not empty',
});

const properties = z
  .record(z.string().regex(/^[^\s=]+$/), z.string().regex(/^[^\n]+$/))
  .describe('names of system properties and their values, each a string in one line')
  .refine((given) => Object.keys(given).length > 0, { message: 'needs at least one property' });

const seenIn = plainRequest.describe('the request whose response shows it');

/** Something that differs between the capture and a pod, and the request by which a restored service shows that it saw it. */
export const mustChange = z
  .discriminatedUnion('what', [
    z.strictObject({ what: z.literal('environment'), values, request: seenIn }),
    z.strictObject({ what: z.literal('properties'), values: properties, request: seenIn }),
    z.strictObject({ what: z.literal('hostName'), request: seenIn }),
    z.strictObject({ what: z.literal('clock'), request: seenIn }),
    z.strictObject({ what: z.literal('credentials'), request: seenIn }),
  ])
  .describe(
    'what a restored copy must see, each an object with `what`, one of environment, properties, hostName, clock and credentials, and a `request`; environment and properties have `values`, which the response must contain',
  );

export type MustChange = z.output<typeof mustChange>;

/** What the changed copy is given that the capture was not: all values of one kind, of all rules. */
export function changedValues(
  rules: readonly MustChange[],
  what: 'environment' | 'properties',
): Readonly<Record<string, string>> {
  return Object.assign({}, ...rules.map((rule) => (rule.what === what ? rule.values : {}))) as Record<string, string>;
}

/** Returns names that two rules give different values. */
export function contradictions(rules: readonly MustChange[]): readonly string[] {
  return (['environment', 'properties'] as const).flatMap((what) => {
    const last = changedValues(rules, what);
    const all = rules.flatMap((rule) => (rule.what === what ? Object.entries(rule.values) : []));
    return [...new Set(all.filter(([name, value]) => last[name] !== value).map(([name]) => name))];
  });
}
