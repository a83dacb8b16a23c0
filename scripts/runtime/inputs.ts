import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { z } from 'zod';
import { packagePath } from '../../kit/package-path';
import { BuildError } from './build-error';
import { TARGETS } from './target';
import type { Target } from './target';

export const LOCK = 'runtime/inputs.lock.json';
export const LOCK_COMMAND = 'npm run runtime -- lock';

const target = z.enum(TARGETS);
const file = z.strictObject({
  urls: z.array(z.url({ protocol: /^https?$/ })).min(1),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});
const sourceName = z.strictObject({ name: z.string(), version: z.string() });

/** A package of Debian: what it is used for, and the sources that it was made from. */
const debianPackage = file.extend({
  uses: z.array(z.enum(['layer', 'tools', 'jdk'])).min(1),
  name: z.string(),
  version: z.string(),
  architecture: target,
  sources: z.array(sourceName).min(1),
});
const sourcePackage = sourceName.extend({ licence: z.string(), files: z.array(file).min(1) });
/** A tool that runs on the machine that builds. */
const tool = z.strictObject({ version: z.string(), hosts: z.record(target, file) });

const lock = z.strictObject({
  suite: z.string(),
  released: z.string(),
  packages: z.array(debianPackage),
  sources: z.array(sourcePackage),
  tools: z.strictObject({ zig: tool, go: tool, patchelf: tool }),
});

export type InputsLock = z.infer<typeof lock>;
export type DebianPackage = z.infer<typeof debianPackage>;
export type SourcePackage = z.infer<typeof sourcePackage>;
export type LockedFile = z.infer<typeof file>;
export type LockedTool = z.infer<typeof tool>;
export type Use = DebianPackage['uses'][number];

export function parseLock(text: string): InputsLock {
  const parsed = lock.safeParse(JSON.parse(text));
  if (parsed.success) return parsed.data;
  throw new BuildError(`${LOCK} is not valid:\n${z.prettifyError(parsed.error)}`, `write it anew: ${LOCK_COMMAND}`);
}

export function inputsLock(): InputsLock {
  return parseLock(readFileSync(packagePath(LOCK), 'utf8'));
}

/** The packages for one use and architecture. */
export function packagesFor(inputs: InputsLock, use: Use, architecture: Target): readonly DebianPackage[] {
  return inputs.packages.filter((entry) => entry.architecture === architecture && entry.uses.includes(use));
}

/** A short name for the files below folders, and for what they are compiled with. */
export async function digestOfFiles(root: string, folders: readonly string[], ...others: string[]): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify(others));
  for (const folder of folders) {
    const entries = await readdir(join(root, folder), { recursive: true, withFileTypes: true });
    const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
    for (const path of paths.sort()) hash.update(`\0${relative(root, path)}\0`).update(await readFile(path));
  }
  return hash.digest('hex').slice(0, 16);
}

/** A short name for a set of inputs, for folders. */
export function digestOf(...parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16);
}
