import { parseArgs } from 'node:util';

export interface Options {
  /** Prints a document instead of the table. */
  readonly json: boolean;
  /** Runs the applications of others, too. */
  readonly apps: boolean;
  /** Names of folders; empty for all. */
  readonly only: readonly string[];
}

/** Parses what follows `npm run test:corpus --`: `--json`, `--apps`, and `--only` with one or more names. */
export function optionsOf(given: readonly string[]): Options {
  const { values, positionals } = parseArgs({
    args: [...given],
    allowPositionals: true,
    options: {
      json: { type: 'boolean', default: false },
      apps: { type: 'boolean', default: false },
      only: { type: 'string', multiple: true, default: [] },
    },
  });
  if (positionals.length > 0 && values.only.length === 0) {
    throw new Error(`usage: npm run test:corpus -- [--json] [--apps] [--only NAME…], got: ${positionals.join(' ')}`);
  }
  return { json: values.json, apps: values.apps, only: [...values.only, ...positionals] };
}

/** The named ones of all; a name that does not exist is an error. */
export function chosen<T extends { readonly name: string }>(all: readonly T[], only: readonly string[]): readonly T[] {
  const names = all.map(({ name }) => name);
  const unknown = only.filter((name) => !names.includes(name));
  if (unknown.length > 0) throw new Error(`the corpus has no ${unknown.join(', ')}; it has ${names.join(', ')}`);
  return only.length === 0 ? all : all.filter(({ name }) => only.includes(name));
}
