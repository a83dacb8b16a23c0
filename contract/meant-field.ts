import { alternatives, at, fieldsBelow, knownFields } from './json-schema';
import type { JsonSchema, KnownField, Path } from './json-schema';
import { nearest } from './suggestions';

/** Words that are written like none of the fields. */
const OTHER_WORDS: Readonly<Record<string, readonly string[]>> = {
  ...{ name: ['service'], url: ['path'], heap: ['memoryMiB'] },
  // As Kubernetes has them, or the other one of service and companion.
  ...{ http: ['path'], httpGet: ['path', 'http'], tcpSocket: ['tcp'], command: ['exec'] },
};

/** An unknown field. */
export interface UnknownField {
  readonly key: string;
  /** The path of the object that has it. */
  readonly place: Path;
  readonly value: unknown;
}

/**
 * Returns the field that was probably meant by an unknown one, for an error text: one of that name that belongs
 * elsewhere, else one that is written like it, here before elsewhere. Elsewhere its value must fit, and of an entry of a
 * list nothing is looked for in other parts of the document.
 */
export function meantField({ key, place, value }: UnknownField, document: JsonSchema): string | undefined {
  const known = knownFields(at(document, place));
  const alias = OTHER_WORDS[key]?.find((word) => known.includes(word));
  if (alias !== undefined) return `\`${alias}\``;
  const above = place.map((part) => (typeof part === 'number' ? '[]' : String(part)));
  const elsewhere = fieldsBelow(document)
    .map((field) => ({ ...field, common: commonStart(above, segments(field.path)) }))
    .filter(({ common, schema }) => fits(value, schema) && (common > 0 || !above.includes('[]')));
  const here = nearest(key, known);
  return (
    placesOf(key, elsewhere) ??
    (here === undefined ? undefined : `\`${here}\``) ??
    placesOf(nearest(key, [...new Set(elsewhere.map(({ name }) => name))]), elsewhere)
  );
}

function segments(path: string): string[] {
  return path.replaceAll('[]', '.[]').split('.');
}

function commonStart(one: readonly string[], other: readonly string[]): number {
  const end = one.findIndex((part, index) => part !== other[index]);
  return end < 0 ? one.length : end;
}

/** The nearest places of a field, at best where one is required; entries of lists come last. */
function placesOf(
  wanted: string | undefined,
  all: readonly (KnownField & { readonly common: number })[],
): string | undefined {
  const places = all.filter(({ name }) => name === wanted);
  const rank = ({ common, depth, isRequired, path }: (typeof all)[number]) =>
    (path.includes('[]') ? 100 : 0) - 10 * common + 2 * depth + (isRequired ? 0 : 1);
  const best = Math.min(...places.map(rank));
  const paths = places.filter((place) => rank(place) === best).map(({ path }) => `\`${path}\``);
  return paths.length === 0 ? undefined : paths.join(' or ');
}

/** Whether a value is of the type of a field; the text of a number is one. */
function fits(value: unknown, schema: JsonSchema): boolean {
  return alternatives(schema).some((one) => {
    if (one.const !== undefined) return one.const === value;
    if (one.enum !== undefined) return one.enum.includes(value);
    if (one.type === 'integer' || one.type === 'number') return /^\d/.test(String(value));
    if (one.type === 'array') return Array.isArray(value);
    if (one.type === 'object') return typeof value === 'object' && value !== null && !Array.isArray(value);
    return one.type === typeof value;
  });
}
