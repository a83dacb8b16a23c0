import { spawnSync } from 'node:child_process';

export interface Ran {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs one of the programs, with PATH and nothing else in its environment; `before` stands before it. */
export function run(
  program: string,
  words: readonly string[],
  env: Readonly<Record<string, string>> = {},
  before: readonly string[] = [],
): Ran {
  const [file = '', ...rest] = [...before, program, ...words];
  const options = { encoding: 'utf8', env: { PATH: process.env['PATH'], ...env } } as const;
  const { status, stderr, stdout } = spawnSync(file, rest, options);
  return { status, stderr, stdout };
}
