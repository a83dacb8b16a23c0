import { Command } from 'commander';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { spread } from '../cli/rehearsal/measure';
import type { Spread } from '../cli/rehearsal/measure';
import { ProcessRunner } from '../kit/process';
import { compilePrograms } from '../scripts/runtime/parts/programs';
import { buildHost } from '../scripts/runtime/target';

const LOOPS = 5;
const STARTS = 100;
const CHECKPOINT_FILES = 45;
const LIMIT_MS = 120_000;

/** Milliseconds of processor time of one start, without the service's own. */
interface StartReport {
  readonly cpu: string;
  /** A cold start that was asked for: what `start` adds to the service's own. */
  readonly coldMs: Spread;
  /** All checks of a checkpoint, until CRIU is executed and fails at once, and the cold start after it. */
  readonly checkedMs: Spread;
  /** The same with 3000 captured files. */
  readonly checkedWithFilesMs: Spread;
}

/** `bench start`: what the program of the pod costs, with stand-ins for CRIU and the service that end at once. */
export function startCommand(): Command {
  return new Command('start')
    .description('measure the processor time of the program that starts a pod, without CRIU and the service')
    .action(async () => {
      process.stdout.write(`${JSON.stringify(await benchmark(), undefined, 2)}\n`);
    });
}

async function benchmark(): Promise<StartReport> {
  const home = mkdtempSync(join(tmpdir(), 'eks-crac-start-'));
  try {
    for (const folder of ['bin', 'checkpoint']) mkdirSync(join(home, folder));
    await compilePrograms(buildHost(), join(home, 'start'));
    chmodSync(join(home, 'start'), 0o755);
    symlinkSync('/bin/false', join(home, 'bin/criu'));
    const loops = { cold: [] as number[], checked: [] as number[], checkedWithFiles: [] as number[] };
    for (let loop = 0; loop <= LOOPS; loop += 1) {
      const alone = await processorMs('/bin/true', {});
      const once = async (captured: number, env: Readonly<Record<string, string>>) => {
        writeCheckpoint(home, captured);
        return (await processorMs(`${home}/start /bin/true`, { EKS_CRAC_HOME: home, ...env })) - alone;
      };
      const cold = await once(0, { EKS_CRAC_MODE: 'cold' });
      const checked = await once(0, {});
      const checkedWithFiles = await once(3000, {});
      // The first loop warms caches.
      if (loop === 0) continue;
      loops.cold.push(cold);
      loops.checked.push(checked);
      loops.checkedWithFiles.push(checkedWithFiles);
    }
    return {
      cpu: cpus()[0]?.model ?? 'unknown',
      coldMs: spread(loops.cold),
      checkedMs: spread(loops.checked),
      checkedWithFilesMs: spread(loops.checkedWithFiles),
    };
  } finally {
    rmSync(home, { recursive: true });
  }
}

function writeCheckpoint(home: string, captured: number): void {
  const files = Array.from({ length: CHECKPOINT_FILES }, (_, index) => `core-${index}.img`);
  for (const file of files) writeFileSync(join(home, 'checkpoint', file), 'x');
  const lines = [
    ...['schema=1', 'engine=criu', 'clock=0.5', 'service=999999', 'cpu=', 'capabilities='],
    ...Array.from({ length: captured }, (_, index) => `added=644 /nonexistent/WEB-INF/classes/Class${index}.class`),
    ...files.map((file) => `file=1 ${file}`),
  ];
  writeFileSync(join(home, 'checkpoint/manifest'), `${lines.join('\n')}\n`);
}

/** Processor time of one run of a command, in milliseconds: `times` of a shell that has run it many times. */
async function processorMs(command: string, env: Readonly<Record<string, string>>): Promise<number> {
  const script = `i=0; while [ $i -lt ${STARTS} ]; do ${command} 2>/dev/null; i=$((i + 1)); done; times`;
  const { stdout } = await new ProcessRunner(env).run(['/bin/sh', '-c', script], { timeoutMs: LIMIT_MS });
  const [user = 0, system = 0] = [...(stdout.trim().split('\n')[1] ?? '').matchAll(/(\d+)m([\d.]+)s/g)].map(
    ([, minutes, seconds]) => Number(minutes) * 60_000 + Number(seconds) * 1000,
  );
  return (user + system) / STARTS;
}
