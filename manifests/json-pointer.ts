const INDEX = /^(0|[1-9][0-9]*)$/;
const END = '-';

/**
 * Returns the value at a JSON pointer (RFC 6901), undefined if there is none. The whole document cannot be addressed.
 */
export function valueAt(document: unknown, pointer: string): unknown {
  const names = namesOf(pointer);
  return names?.reduce<unknown>((value, name) => member(value, name), document);
}

/** Returns whether a value can be added at a pointer: its parent exists, and an index is at most one past the end. */
export function hasPlaceFor(document: unknown, pointer: string): boolean {
  const names = namesOf(pointer);
  if (names === undefined) return false;
  const holder = names.slice(0, -1).reduce<unknown>((value, name) => member(value, name), document);
  const last = names.at(-1) ?? '';
  if (Array.isArray(holder)) return last === END || (INDEX.test(last) && Number(last) <= holder.length);
  return typeof holder === 'object' && holder !== null && last !== '__proto__';
}

function namesOf(pointer: string): readonly string[] | undefined {
  if (!pointer.startsWith('/')) return undefined;
  const names = pointer.slice(1).split('/');
  return names.map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function member(value: unknown, name: string): unknown {
  if (Array.isArray(value)) return INDEX.test(name) ? (value[Number(name)] as unknown) : undefined;
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
  return (value as Readonly<Record<string, unknown>>)[name];
}
