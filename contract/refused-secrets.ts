import { z } from 'zod';
import type { AllowedSecret } from './allowed-secrets';
import { isSecretName, shapeIn } from './secrets';

type Texts = Readonly<Record<string, string>>;

interface Requests {
  readonly requests: readonly { readonly headers: Texts }[];
}

/** What of a capture spec reaches the memory of the service as it is. */
export interface GivenTexts {
  readonly run: { readonly env: Texts };
  readonly warmUp: Requests;
  readonly gate: Requests;
  readonly checkpoint: { readonly allowSecrets: readonly AllowedSecret[] };
}

const texts = z.record(z.string(), z.string());
const requests = z.object({ requests: z.array(z.object({ headers: texts })) });

/** Matches what has these texts, although other fields of it may be wrong. */
export const givenTexts = z.object({
  run: z.object({ env: texts }),
  warmUp: requests,
  gate: requests,
  checkpoint: z.object({ allowSecrets: z.array(z.object({ by: z.string() })) }),
});

export interface RefusedTexts {
  readonly path: readonly (string | number)[];
  /** Shown by its names alone. */
  readonly texts: Texts;
  readonly message: string;
}

const HEADERS = new Set(['authorization', 'proxy-authorization', 'cookie', 'x-auth', 'x-amz-security-token']);

/** Returns the fields of a spec that hold what looks like a secret, unless it is allowed by its name. */
export function refusedSecrets(spec: GivenTexts): readonly RefusedTexts[] {
  return placesOf(spec).flatMap(({ path, remedy, texts }) => {
    const refused = Object.entries(texts).flatMap(([name, value]) => {
      const why = whyRefused(name, value);
      return why === undefined || isAllowed(spec, name) ? [] : [`${name} ${why}`];
    });
    if (refused.length === 0) return [];
    const message = `must hold no secret, because what the service is given stays in the checkpoint: ${refused.join(', ')}; ${remedy}, or name it in \`checkpoint.allowSecrets\` with a reason`;
    return [{ path, texts, message }];
  });
}

/** Returns the values of a spec that are allowed by name. */
export function allowedTexts(spec: GivenTexts): readonly { readonly name: string; readonly value: string }[] {
  return placesOf(spec).flatMap(({ texts }) =>
    Object.entries(texts).flatMap(([name, value]) => (isAllowed(spec, name) ? [{ name, value }] : [])),
  );
}

function placesOf({ gate, run, warmUp }: GivenTexts) {
  const headers = (field: string, { requests }: Requests) =>
    requests.map((request, index) => ({
      path: [field, 'requests', index, 'headers'],
      texts: request.headers,
      remedy: 'let a companion or a test profile of the service accept a request without it',
    }));
  const variables = {
    path: ['run', 'env'],
    texts: run.env,
    remedy: 'set it in the pod and read it there after the restore',
  };
  return [variables, ...headers('warmUp', warmUp), ...headers('gate', gate)];
}

function isAllowed({ checkpoint }: GivenTexts, name: string): boolean {
  const isSame = (other: string) => other.toLowerCase() === name.toLowerCase();
  return checkpoint.allowSecrets.some((allowed) => allowed.by === 'name' && isSame(allowed.name));
}

function whyRefused(name: string, value: string): string | undefined {
  if (value === '') return undefined;
  if (isSecretName(name) || HEADERS.has(name.toLowerCase())) return 'is named like one';
  const shape = shapeIn(value);
  return shape === undefined ? undefined : `has ${shape.says} in its value`;
}
