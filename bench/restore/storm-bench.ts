import { Command } from 'commander';
import { cpus } from 'node:os';
import { spread } from '../../cli/rehearsal/measure';
import type { Spread } from '../../cli/rehearsal/measure';
import { Progress } from '../../cli/render/progress';
import { MEMORY_MODES } from '../../contract';
import type { MemoryMode } from '../../contract';
import { withBothCaptures } from './both-captures';
import type { Captures } from './both-captures';
import { usageOf } from './container-usage';
import { withCopies } from './running';

interface StormOptions {
  readonly spec: string;
  readonly runs: number;
  readonly copies: readonly number[];
  readonly json: boolean;
}

/** Restores at once; times in milliseconds. */
interface Storm {
  readonly copies: number;
  readonly memory: MemoryMode;
  readonly medianMs: Spread;
  /** Of the copies of one storm, the time in which 95 % have answered. */
  readonly p95Ms: Spread;
  readonly cpuMs: Spread;
}

/** Both kinds in turn, so that drift of the machine affects both. */
async function measureStorms(captures: Captures, copies: number, runs: number): Promise<Storm[]> {
  const found = MEMORY_MODES.map((memory) => ({ memory, starts: [] as number[][], cpuMs: [] as number[] }));
  for (let run = 0; run <= runs; run++) {
    for (const each of found) {
      const captured = captures[each.memory];
      const { cpuMs, startMs } = await withCopies(captured, copies, async (running) => {
        const usages = await Promise.all(
          running.map(({ container }) => usageOf(captured.context.containers, container)),
        );
        return { startMs: running.map((copy) => copy.startMs), cpuMs: usages.map((usage) => usage.cpuMs) };
      });
      if (run === 0) continue;
      each.starts.push(startMs.sort((a, b) => a - b));
      each.cpuMs.push(...cpuMs);
    }
  }
  return found.map(({ cpuMs, memory, starts }) => ({
    ...{ copies, memory },
    medianMs: spread(starts.map((each) => rank(each, 0.5))),
    p95Ms: spread(starts.map((each) => rank(each, 0.95))),
    cpuMs: spread(cpuMs),
  }));
}

function rank(sorted: readonly number[], share: number): number {
  return sorted[Math.ceil(sorted.length * share) - 1] ?? Number.NaN;
}

function table(storms: readonly Storm[]): string {
  const line = ({ copies, cpuMs, medianMs, memory, p95Ms }: Storm) =>
    `| ${copies} | ${memory} | ${medianMs.median.toFixed(0)} | ${p95Ms.median.toFixed(0)} (max ${p95Ms.max.toFixed(0)}) | ${cpuMs.median.toFixed(0)} |`;
  const head = `| restores at once, ${cpus().length} processors | memory | median (ms) | p95 (ms) | processor time of one (ms) |`;
  return [head, '| --- | --- | --- | --- | --- |', ...storms.map(line)].join('\n');
}

async function benchmark({ copies, runs, spec }: StormOptions): Promise<Storm[]> {
  const progress = new Progress(process.stderr);
  return withBothCaptures({ spec }, progress, async (captures) => {
    const storms: Storm[] = [];
    for (const count of copies) {
      progress.note(`measure ${runs} storms of ${count} restores, copied and mapped in turn`);
      storms.push(...(await measureStorms(captures, count, runs)));
    }
    return storms;
  });
}

/** `bench storm`: many copies of one release restored at once. */
export function stormCommand(): Command {
  return new Command('storm')
    .description('measure restores of many copies at once, with copied and with mapped memory in turn')
    .option('--spec <file>', 'the capture spec', 'examples/springdemo/eks-crac.yaml')
    .option('--runs <number>', 'storms of each size and kind', Number, 5)
    .option('--copies <list>', 'sizes, for example 1,4,16', (text) => text.split(',').map(Number), [1, 4, 16])
    .option('--json', 'print one JSON document', false)
    .action(async (options: StormOptions) => {
      const storms = await benchmark(options);
      process.stdout.write(`${options.json ? JSON.stringify(storms, undefined, 2) : table(storms)}\n`);
    });
}
