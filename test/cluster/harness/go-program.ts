import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { ProcessRunner } from '../../../kit/process';
import { clusterFolders } from './folders';

const GO = { GOFLAGS: '-mod=readonly -buildvcs=false', GOWORK: 'off', CGO_ENABLED: '0' };

export interface GoProgram {
  readonly name: string;
  /** The package of the program, as Go names it. */
  readonly package: string;
  /** The files on which it depends; `go.sum` holds the hashes of all others. */
  readonly inputs: readonly string[];
}

/** Builds a program once, in a folder with its module; returns its path. It appears whole or not at all. */
export async function goProgram(
  { inputs, name, package: path }: GoProgram,
  withModule: (build: (module: string) => Promise<void>) => Promise<void>,
): Promise<string> {
  const hash = createHash('sha256');
  for (const file of inputs) hash.update(await readFile(file));
  const { cache } = clusterFolders();
  const program = join(cache, `${name}-${hash.digest('hex').slice(0, 12)}`);
  if (existsSync(program)) return program;
  await mkdir(cache, { recursive: true });
  const draft = `${program}.draft`;
  await withModule(async (module) => {
    const argv = ['go', 'build', '-trimpath', '-ldflags', '-s -w', '-o', draft, path];
    await new ProcessRunner().run(argv, { cwd: module, env: GO });
  });
  await rename(draft, program);
  return program;
}
