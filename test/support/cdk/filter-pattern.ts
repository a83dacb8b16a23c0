/**
 * Whether an event matches a filter pattern of CloudWatch Logs, of those that are written here: equalities of strings, and
 * fields that exist, all of them.
 */
export function matches(pattern: string, event: object): boolean {
  const terms = pattern
    .replace(/^\{ (.*) \}$/, '$1')
    .split(' && ')
    .map((term) => /^\((\$\S+) = "(.*)"\)$/.exec(term));
  return terms.every((term) => {
    if (term === null) throw new TypeError(`no simple pattern: ${pattern}`);
    const [, selector = '', value] = term;
    const found = resolve(selector, event);
    return value === '*' ? found !== undefined : found === value;
  });
}

/** Returns the value of a field such as `$.a.b`. */
export function resolve(selector: string, event: object): unknown {
  const [, ...path] = selector.split('.');
  return path.reduce<unknown>(
    (inner, key) => (typeof inner === 'object' && inner !== null ? (inner as Record<string, unknown>)[key] : undefined),
    event,
  );
}
