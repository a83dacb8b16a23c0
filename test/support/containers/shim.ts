import { accessSync, chmodSync, constants, mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/**
 * Puts a shell script of the program's name first in PATH. It runs `commands` with the program's arguments as "$@", and
 * then the real program with whatever the arguments have become.
 */
export function withShim(env: NodeJS.ProcessEnv, program: string, bin: string, commands: string): NodeJS.ProcessEnv {
  const path = env['PATH'] ?? '';
  const real = findProgram(program, path);
  mkdirSync(bin, { recursive: true });
  writeFileSync(join(bin, program), `#!/bin/sh\nset -eu\nreal='${real}'\n${commands}\nexec "$real" "$@"\n`);
  chmodSync(join(bin, program), 0o755);
  return { ...env, PATH: `${bin}${delimiter}${path}` };
}

/** Shell commands that take two arguments in a row away, from calls of the container runtime that fit one of these shell patterns. */
export function dropping(flag: string, value: string, calls: readonly string[] = ['create\\ *', 'run\\ *']): string {
  return [
    `case $* in ${calls.join(' | ')})`,
    'left=$#',
    'while [ "$left" -gt 0 ]; do',
    '  argument=$1 left=$((left - 1)); shift',
    `  if [ "$argument" = '${flag}' ] && [ "\${1-}" = '${value}' ]; then shift; left=$((left - 1)); continue; fi`,
    '  set -- "$@" "$argument"',
    'done;;',
    'esac',
  ].join('\n');
}

/** The file of a program, as a shell would find it. */
export function findProgram(program: string, path: string): string {
  const found = path
    .split(delimiter)
    .map((folder) => join(folder, program))
    .find(isExecutable);
  if (found === undefined) throw new Error(`${program} is not in PATH: ${path}`);
  return found;
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' || code === 'EACCES' || code === 'ENOTDIR') return false;
    throw error;
  }
}
