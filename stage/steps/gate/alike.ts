import { Failure } from '../../../kit/report/failure';

const SHOWN = 10;

/** What one copy drew or gave out, by name; no other copy may have the same values under the same name. */
export interface GivenOut {
  readonly copy: string;
  readonly values: ReadonlyMap<string, readonly string[]>;
}

/** A value that copies share although it must differ, and the copies that share it. */
export interface Alike {
  readonly what: string;
  readonly copies: readonly string[];
}

/** Compares each copy with every other one; results are in the order of the names. */
export function alike(given: readonly GivenOut[]): Alike[] {
  const names = [...new Set(given.flatMap(({ values }) => [...values.keys()]))].sort();
  return names.flatMap((what) => {
    const sets = given.map(({ copy, values }) => ({ copy, values: new Set(values.get(what)) }));
    const copies = sets
      .filter((one) => sets.some((other) => other !== one && [...one.values].some((value) => other.values.has(value))))
      .map(({ copy }) => copy);
    return copies.length === 0 ? [] : [{ what, copies }];
  });
}

/** Throws if copies are alike. The values are not shown: they may be secrets, and logs have many readers. */
export function requireNoneAlike(found: readonly Alike[], remedy: string): void {
  if (found.length === 0) return;
  const lines = found.slice(0, SHOWN).map(({ copies, what }) => `  ${what}: ${enumerate(copies)}`);
  const more = found.length > SHOWN ? [`  and ${found.length - SHOWN} more`] : [];
  throw new Failure(
    'copies-alike',
    `copies restored from the pushed image are alike where they must differ:\n${[...lines, ...more].join('\n')}`,
    `${remedy}; docs/gate.md says what is compared; nothing was released`,
  );
}

function enumerate(words: readonly string[]): string {
  return words.length < 2 ? words.join() : `${words.slice(0, -1).join(', ')} and ${String(words.at(-1))}`;
}
