import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packagePath } from '../../kit/package-path';
import { ROWS_VARIABLE } from './clones/report';
import { suitesOf } from './suites';

/** `npm run test:containers`: sets up what the tests need, then runs them. */
async function main(given: readonly string[]): Promise<number> {
  const { arguments: suites, rows } = suitesOf(given);
  const tsx = ['--import', require.resolve('tsx')];
  const up = await ended([...tsx, packagePath('bin/eks-crac.ts'), 'machine', 'up', '--yes'], rows);
  if (up !== 0) return up;
  const jest = [require.resolve('jest/bin/jest'), ...suites];
  return rows ? withRows((file) => ended(jest, rows, { [ROWS_VARIABLE]: file })) : ended(jest, rows);
}

/** Prints the lines that the tests have written, even if tests failed. */
async function withRows(run: (file: string) => Promise<number>): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'eks-crac-rows-'));
  const file = join(folder, 'rows');
  try {
    return await run(file);
  } finally {
    if (existsSync(file)) process.stdout.write(readFileSync(file));
    rmSync(folder, { recursive: true });
  }
}

/** Runs Node on this terminal and returns its exit status; a quiet one writes to standard error only. */
function ended(argv: readonly string[], quiet: boolean, env: Readonly<Record<string, string>> = {}): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, argv, {
      stdio: ['inherit', quiet ? process.stderr : 'inherit', 'inherit'],
      env: { ...process.env, ...env },
    });
    // Ctrl-C reaches the child through the terminal; this process stays to print and clean up.
    const stay = () => undefined;
    const forward = () => child.kill('SIGTERM');
    process.on('SIGINT', stay).on('SIGTERM', forward);
    child.once('error', reject);
    child.once('close', (code) => {
      process.off('SIGINT', stay).off('SIGTERM', forward);
      resolve(code ?? 1);
    });
  });
}

void main(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
