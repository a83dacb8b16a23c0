import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** What the runtime layer is built from, and the program that builds it. */
const INPUTS = [
  ...['runtime/inputs.lock.json', 'runtime/src', 'runtime/preload', 'runtime/fetch', 'scripts/runtime', 'LICENSE'],
  ...['agent/src/entry', 'agent/src/main', 'agent/src/native', 'agent/src/pack'],
];

/** Returns the digest of a checkout's inputs of the runtime layer; undefined in an installed package. */
export function runtimeInputs(root: string): string | undefined {
  if (!existsSync(join(root, 'scripts/runtime'))) return undefined;
  const hash = createHash('sha256');
  for (const input of INPUTS) {
    for (const path of filesOf(root, input))
      hash
        .update(`${path}\0`)
        .update(readFileSync(join(root, path)))
        .update('\0');
  }
  return `sha256:${hash.digest('hex')}`;
}

function filesOf(root: string, input: string): readonly string[] {
  const path = join(root, input);
  if (!existsSync(path)) return [];
  if (statSync(path).isFile()) return [input];
  const names = readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length).replace(/^\//, ''));
  return names.sort();
}
