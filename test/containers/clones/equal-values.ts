import type { Draw } from './draw';

export interface Comparison {
  /** How many values were drawn. */
  readonly drawn: number;
  /** How many of them were drawn more than once, by one copy or by several. */
  readonly equal: number;
  /** The same by origin; origins without equal values are left out. */
  readonly equalOf: Readonly<Record<string, number>>;
}

/** Compares what copies of one release gave out. */
export function compare(draws: readonly Draw[]): Comparison {
  const values = draws.flatMap((one) => Object.entries(one));
  const seen = new Set<string>();
  const repeated = new Map<string, string>();
  for (const [source, value] of values) {
    if (seen.has(value)) repeated.set(value, source);
    seen.add(value);
  }
  const equalOf: Record<string, number> = {};
  for (const source of repeated.values()) equalOf[source] = (equalOf[source] ?? 0) + 1;
  return { drawn: values.length, equal: repeated.size, equalOf };
}
