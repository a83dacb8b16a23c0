import { parseArgs } from 'node:util';
import { GROUPS } from './fault';
import type { Fault } from './fault';

export interface Options {
  /** Prints a document on standard output. */
  readonly json: boolean;
  /** Ids of faults; empty for all. */
  readonly only: readonly string[];
  /** Names of groups; empty for all. */
  readonly groups: readonly string[];
}

/** Parses what follows `npm run test:faults --`: `--json`, `--only` with an id, and `--group`; both may be repeated. */
export function optionsOf(given: readonly string[]): Options {
  const { positionals, values } = parseArgs({
    args: [...given],
    allowPositionals: true,
    options: {
      json: { type: 'boolean', default: false },
      only: { type: 'string', multiple: true, default: [] },
      group: { type: 'string', multiple: true, default: [] },
    },
  });
  if (positionals.length > 0 && values.only.length === 0) {
    throw new Error(`usage: npm run test:faults -- [--json] [--only ID…] [--group G], got: ${positionals.join(' ')}`);
  }
  return { json: values.json, only: [...values.only, ...positionals], groups: values.group };
}

/** The faults that are named, or of a group that is; without names all. An id or a group that does not exist is an error. */
export function chosen(all: readonly Fault[], { groups, only }: Options): readonly Fault[] {
  refuseUnknown(
    'fault',
    only,
    all.map(({ id }) => id),
  );
  refuseUnknown('group', groups, Object.keys(GROUPS));
  if (only.length + groups.length === 0) return all;
  return all.filter(({ group, id }) => only.includes(id) || groups.includes(group));
}

function refuseUnknown(what: string, wanted: readonly string[], known: readonly string[]): void {
  const unknown = wanted.filter((one) => !known.includes(one));
  if (unknown.length > 0) throw new Error(`there is no ${what} ${unknown.join(', ')}; there is ${known.join(', ')}`);
}
