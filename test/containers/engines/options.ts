import { parseArgs } from 'node:util';
import { ENGINE_TYPES } from '../../../contract';
import type { EngineType } from '../../../contract';
import type { Jdk } from './trial';

export interface Options {
  readonly engines: readonly EngineType[];
  readonly jdk: Jdk;
  /** Prints a document instead of a table. */
  readonly json: boolean;
}

/** Engines whose JVM takes its checkpoint itself; the tests of engine criu are all the others. */
const OFFERED = ENGINE_TYPES.filter((type) => type !== 'criu');

/** Parses what follows `npm run test:engines --`. */
export function optionsOf(given: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...given],
    options: {
      engine: { type: 'string', multiple: true, default: [] },
      'base-image': { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  });
  const engines = OFFERED.filter((type) => values.engine.length === 0 || values.engine.includes(type));
  const unknown = values.engine.filter((name) => !OFFERED.some((type) => type === name));
  if (unknown.length > 0) throw new Error(`no engine ${unknown.join(', ')}; there are ${OFFERED.join(', ')}`);
  const image = values['base-image'];
  return { engines, jdk: image === undefined ? { kind: 'stand-in' } : { kind: 'real', image }, json: values.json };
}
