const NUMBERED = /^v([1-9][0-9]*)(?:-(checkpoint|volume|record|claim|retired)(?:-(.+))?)?$/;
const CANDIDATE = /^candidate-([0-9]{14}-[0-9a-f]{8})(?:-(?:checkpoint|volume|companion-.+))?$/;
// As cosign and notation name what belongs to a digest, in registries without referrers.
const ATTACHED = /^sha256-([0-9a-f]{64})(?:\..+)?$/;

/** What a tag of a repository says about its image. */
export type Tag =
  | { readonly kind: 'service' | 'checkpoint' | 'volume' | 'record' | 'retired'; readonly number: number }
  | { readonly kind: 'claim'; readonly number: number; readonly run?: string }
  | { readonly kind: 'candidate'; readonly run: string }
  | { readonly kind: 'attached'; readonly to: string }
  | { readonly kind: 'other' };

export function parseTag(tag: string): Tag {
  const candidate = CANDIDATE.exec(tag)?.[1];
  if (candidate !== undefined) return { kind: 'candidate', run: candidate };
  const attached = ATTACHED.exec(tag)?.[1];
  if (attached !== undefined) return { kind: 'attached', to: `sha256:${attached}` };
  const [, number, part = 'service', run] = NUMBERED.exec(tag) ?? [];
  if (number === undefined) return { kind: 'other' };
  if (part === 'claim') return { kind: part, number: Number(number), ...(run === undefined ? {} : { run }) };
  if (run !== undefined) return { kind: 'other' };
  return { kind: part as 'service' | 'checkpoint' | 'volume' | 'record' | 'retired', number: Number(number) };
}

/** When a run began, which its id says; undefined for what is no run's id. */
export function runTime(run: string): Date | undefined {
  const parts = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)-/.exec(run);
  if (parts === null) return undefined;
  const [year = 0, month = 1, day, hour, minute, second] = parts.slice(1).map(Number);
  return new Date(Date.UTC(year, month - 1, day, hour, minute, second));
}

/** Returns the number in the name of a release, `v7`; undefined for what is none. */
export function releaseNumber(name: string): number | undefined {
  const number = /^v([1-9][0-9]*)$/.exec(name)?.[1];
  return number === undefined ? undefined : Number(number);
}
