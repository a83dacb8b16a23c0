import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { ProcessRunner } from '../../../kit/process';

const LIMIT_MS = 5 * 60_000;

/** The folder of programs of pinned Python tools; the first call installs them into a cache of their own. */
export async function pythonTools(file: 'requirements.txt' | 'checkov.txt' = 'requirements.txt'): Promise<string> {
  const requirements = join(__dirname, file);
  const hash = createHash('sha256').update(readFileSync(requirements)).digest('hex').slice(0, 16);
  const folder = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'eks-crac-tests', `python-${hash}`);
  const programs = join(folder, 'bin');
  const complete = join(folder, 'complete');
  if (existsSync(complete)) return programs;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const runner = new ProcessRunner();
  await runner.run(['python3', '-m', 'venv', folder], { timeoutMs: LIMIT_MS });
  await runner.run([join(programs, 'pip'), 'install', '--quiet', '--requirement', requirements], {
    timeoutMs: LIMIT_MS,
  });
  writeFileSync(complete, '');
  return programs;
}
