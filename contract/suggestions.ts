/** Says what was probably meant by a name, a choice or a value of the wrong type; undefined when nothing is near. */

const FEWEST_IN_COMMON = 3;

/** Returns the choice that is written most like a word. */
export function nearest(word: string, choices: readonly string[]): string | undefined {
  const given = plain(word);
  const limit = Math.max(1, Math.floor(given.length / 3));
  const ranked = choices
    .map((choice) => ({ choice, edits: isStart(given, plain(choice)) ? 1 : distance(given, plain(choice)) }))
    .sort((one, other) => one.edits - other.edits);
  const [best] = ranked;
  return best === undefined || best.edits > limit ? undefined : best.choice;
}

/** Returns the value that was meant where one of another type is; `field` is its name. */
export function meantValue(value: unknown, expected: string, field: string): string | undefined {
  if (typeof value !== 'string') return undefined;
  if (expected === 'boolean') return TRUTHS[value.toLowerCase()];
  if (expected !== 'number' && expected !== 'int') return undefined;
  const [, digits = '', unit = ''] = /^(\d+(?:\.\d+)?) ?([a-z]*)$/i.exec(value) ?? [];
  if (digits === '') return undefined;
  if (unit === '') return `${digits}, without quotes`;
  const factor = unitsOf(field)[unit.toLowerCase()];
  return factor === undefined ? undefined : String(Number(digits) * factor);
}

const TRUTHS: Readonly<Record<string, string>> = {
  ...{ true: 'true, without quotes', yes: 'true', on: 'true' },
  ...{ false: 'false, without quotes', no: 'false', off: 'false' },
};

/** Units that people write after numbers, in the unit of the field. */
function unitsOf(field: string): Readonly<Record<string, number>> {
  if (field.endsWith('MiB')) return { m: 1, mb: 1, mi: 1, mib: 1, g: 1024, gb: 1024, gi: 1024, gib: 1024 };
  if (/seconds$/i.test(field)) return { s: 1, sec: 1, ms: 0.001, m: 60, min: 60 };
  return field === 'cpu' ? { m: 0.001 } : {};
}

/** Case and separators are what people remember least. */
function plain(word: string): string {
  return word.toLowerCase().replace(/[-_ ]/g, '');
}

/** `memory` for `memoryMiB`, and `environment` for `env`. */
function isStart(one: string, other: string): boolean {
  const [short, long] = one.length < other.length ? [one, other] : [other, one];
  return short.length >= FEWEST_IN_COMMON && long.startsWith(short);
}

/** The number of letters to insert, remove or replace. */
function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (const [index, letter] of one.split('').entries()) {
    const next = [index + 1];
    for (let at = 0; at < other.length; at += 1) {
      const replaced = (row[at] ?? 0) + (letter === other[at] ? 0 : 1);
      next.push(Math.min(replaced, (row[at + 1] ?? 0) + 1, (next[at] ?? 0) + 1));
    }
    row = next;
  }
  return row[other.length] ?? 0;
}
