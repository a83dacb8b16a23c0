type Mapping = Readonly<Record<string, unknown>>;

/** Merges one mapping over another, recursively: null removes a name, undefined leaves it unchanged. */
export function overlay(base: unknown, over: Mapping): unknown {
  // A base that is not a mapping is an error in the file, which validation reports.
  if (base !== undefined && !isMapping(base)) return base;
  const names = [...new Set([...Object.keys(base ?? {}), ...Object.keys(over)])];
  const values = names
    .filter((name) => over[name] !== null)
    .map((name): [string, unknown] => [name, merged(base?.[name], over[name])]);
  return Object.fromEntries(values.filter(([, value]) => value !== undefined));
}

function merged(base: unknown, over: unknown): unknown {
  if (over === undefined) return base;
  return isMapping(over) ? overlay(base, over) : over;
}

function isMapping(value: unknown): value is Mapping {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
