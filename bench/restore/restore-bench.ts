import { Command } from 'commander';
import { Progress } from '../../cli/render/progress';
import { withBothCaptures } from './both-captures';
import { measureInTurn } from './in-turn';
import type { Row } from './in-turn';
import { measureReplicas } from './replicas';
import type { Replicas } from './replicas';
import { measureServing } from './serving';
import type { Serving } from './serving';

interface RestoreOptions {
  readonly spec: string;
  readonly runs: number;
  readonly cpu?: number;
  readonly jvm?: string;
  readonly dropped: boolean;
  readonly replicas: readonly number[];
  readonly serving: boolean;
  readonly json: boolean;
}

interface Report {
  readonly starts: readonly Row[];
  readonly replicas: readonly Replicas[];
  /** @default - not measured */
  readonly serving?: Serving;
}

async function benchmark({ dropped, replicas, runs, serving, ...choice }: RestoreOptions): Promise<Report> {
  const progress = new Progress(process.stderr);
  return withBothCaptures(choice, progress, async (captures) => {
    progress.note(`measure ${runs} starts of each kind, in turn`);
    const starts = await measureInTurn(captures, runs, false);
    if (dropped) progress.note(`measure ${runs} restores of each kind without page cache, in turn`);
    const without = dropped ? await measureInTurn(captures, runs, true) : [];
    if (replicas.length > 0) progress.note(`measure the memory of ${replicas.join(', ')} replicas`);
    const together = await measureReplicas(captures, replicas);
    if (serving) progress.note('measure answers after a restore, and throughput after a minute');
    const served = serving ? { serving: await measureServing(captures) } : {};
    return { starts: [...starts, ...without], replicas: together, ...served };
  });
}

function text({ replicas, serving, starts }: Report): string {
  const parts = [startTable(starts), ...(replicas.length > 0 ? [replicaTable(replicas)] : [])];
  if (serving !== undefined) parts.push(JSON.stringify(serving));
  return parts.join('\n\n');
}

function startTable(rows: readonly Row[]): string {
  const head = '| | start → first 200 (ms) | CRIU (ms) | processor time (ms) | memory charged (MB) | page faults |';
  const line = ({ cpuMs, id, memoryBytes, pageFaults, restoreMs, startMs }: Row) => {
    const around = `${Math.min(...startMs.runs).toFixed(0)}–${startMs.max.toFixed(0)}`;
    const memory = (memoryBytes.median / 1e6).toFixed(0);
    return `| ${id} | ${startMs.median.toFixed(0)} (${around}) | ${restoreMs?.median.toFixed(0) ?? ''} | ${cpuMs.median.toFixed(0)} | ${memory} | ${pageFaults.median} |`;
  };
  return [head, '| --- | --- | --- | --- | --- | --- |', ...rows.map(line)].join('\n');
}

function replicaTable(rows: readonly Replicas[]): string {
  const line = ({ anonymousBytes, chargedBytes, memory, replicas }: Replicas) =>
    `| ${replicas} | ${memory} | ${(anonymousBytes / 1e6).toFixed(0)} | ${(chargedBytes / 1e6).toFixed(0)} |`;
  const head = '| replicas | memory | anonymous (MB) | charged (MB) |';
  return [head, '| --- | --- | --- | --- |', ...rows.map(line)].join('\n');
}

const list = (given: string) => given.split(',').map(Number);

/** `bench restore`: cold, copied and mapped starts in turn. */
export function restoreCommand(): Command {
  return new Command('restore')
    .description('measure cold starts and restores with copied and mapped memory, in turn, until the first 200')
    .option('--spec <file>', 'the capture spec', 'examples/springdemo/eks-crac.yaml')
    .option('--runs <number>', 'starts to measure of each kind', Number, 9)
    .option('--cpu <number>', "CPUs of the service (default: the spec's)", Number)
    .option('--jvm <options>', 'more options of the JVM, such as a collector')
    .option('--dropped', 'restores without page cache, too; needs root', false)
    .option('--replicas <list>', 'memory of so many replicas together, for example 1,2,4,8', list, [])
    .option('--serving', 'p99 of the first requests after a restore, and throughput', false)
    .option('--json', 'print one JSON document', false)
    .action(async (options: RestoreOptions) => {
      const report = await benchmark(options);
      process.stdout.write(`${options.json ? JSON.stringify(report, undefined, 2) : text(report)}\n`);
    });
}
