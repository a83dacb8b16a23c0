import { Command } from 'commander';
import { localPlatform } from '../cli/rehearsal/local-platform';
import { coldVariant, imageVariant, measureStarts, spread } from '../cli/rehearsal/measure';
import type { Spread, Variant } from '../cli/rehearsal/measure';
import { readSpec } from '../cli/rehearsal/read-spec';
import { Progress } from '../cli/render/progress';
import { StageReporter } from '../cli/render/stage-reporter';
import type { MemoryMode } from '../contract';
import { ensureMachine } from '../machine';
import type { Capture } from '../stage/capture';
import type { StageContext } from '../stage/context/stage-context';
import { runStage } from '../stage/stage';
import { usageOf } from './container-usage';
import type { ContainerUsage } from './container-usage';

interface RestoreOptions {
  readonly spec: string;
  readonly runs: number;
  readonly json: boolean;
}

/** Figures of one way to start; times in milliseconds, memory in bytes. */
interface Row {
  readonly id: 'cold' | MemoryMode;
  readonly startMs: Spread;
  readonly cpuMs: Spread;
  readonly memoryBytes: Spread;
  readonly pageFaults: Spread;
  readonly coldStarts: number;
}

/** A way to start, with the capture that it belongs to. */
interface Kind {
  readonly id: Row['id'];
  readonly context: StageContext;
  readonly capture: Capture;
  readonly variant: Variant;
}

/** Captures the service with copied and with mapped memory, then starts all kinds in turn while both captures stand. */
async function benchmark({ runs, spec: file }: RestoreOptions): Promise<Row[]> {
  const progress = new Progress(process.stderr);
  const signal = new AbortController().signal;
  const machine = await ensureMachine(
    { yes: true, interactive: false, command: ['bench'], signal },
    (event) => {
      if (event.kind === 'started') progress.note(event.title);
    },
    () => Promise.resolve(true),
  );
  const { folder, spec } = readSpec(file);
  const captured = <T>(memory: MemoryMode, work: (context: StageContext, capture: Capture) => Promise<T>) => {
    const input = { spec: { ...spec, checkpoint: { ...spec.checkpoint, memory } }, specFolder: folder, keep: false };
    return runStage(localPlatform(machine, { signal }, new StageReporter(progress)), input, work);
  };
  return captured('copied', (copied, copiedCapture) =>
    captured('mapped', (mapped, mappedCapture) => {
      const kinds: Kind[] = [
        { id: 'cold', context: copied, capture: copiedCapture, variant: coldVariant(copied, copiedCapture) },
        { id: 'copied', context: copied, capture: copiedCapture, variant: imageVariant(copied, copiedCapture) },
        { id: 'mapped', context: mapped, capture: mappedCapture, variant: imageVariant(mapped, mappedCapture) },
      ];
      progress.note(`measure ${runs} starts of each kind, in turn`);
      return measureInTurn(kinds, runs);
    }),
  );
}

async function measureInTurn(kinds: readonly Kind[], runs: number): Promise<Row[]> {
  const found = kinds.map((kind) => ({ kind, startMs: [] as number[], usage: [] as ContainerUsage[], cold: 0 }));
  // The first round fills caches, and is not counted.
  for (let run = 0; run <= runs; run++) {
    for (const each of found) {
      const { capture, context, variant } = each.kind;
      const usage: ContainerUsage[] = [];
      const look = async (container: string) => void usage.push(await usageOf(context.containers, container));
      const { coldStarts, startMs } = await measureStarts(context, capture, variant, 1, look);
      if (run === 0) continue;
      each.startMs.push(startMs.median);
      each.usage.push(...usage);
      each.cold += coldStarts;
    }
  }
  return found.map(({ cold, kind, startMs, usage }) => ({
    id: kind.id,
    startMs: spread(startMs),
    cpuMs: spread(usage.map(({ cpuMs }) => cpuMs)),
    memoryBytes: spread(usage.map(({ memoryBytes }) => memoryBytes)),
    pageFaults: spread(usage.map(({ pageFaults }) => pageFaults)),
    coldStarts: cold,
  }));
}

function table(rows: readonly Row[]): string {
  const line = ({ cpuMs, id, memoryBytes, pageFaults, startMs }: Row) => {
    const around = `${Math.min(...startMs.runs).toFixed(0)}–${startMs.max.toFixed(0)}`;
    const memory = (memoryBytes.median / 1e6).toFixed(0);
    return `| ${id} | ${startMs.median.toFixed(0)} (${around}) | ${cpuMs.median.toFixed(0)} | ${memory} | ${pageFaults.median} |`;
  };
  const head = '| | start → first 200 (ms) | processor time (ms) | memory charged (MB) | page faults |';
  return [head, '| --- | --- | --- | --- | --- |', ...rows.map(line)].join('\n');
}

/** `bench restore`: cold, copied and mapped starts in turn. */
export function restoreCommand(): Command {
  return new Command('restore')
    .description('measure cold starts and restores with copied and mapped memory, in turn, until the first 200')
    .option('--spec <file>', 'the capture spec', 'examples/springdemo/eks-crac.yaml')
    .option('--runs <number>', 'starts to measure of each kind', Number, 9)
    .option('--json', 'print one JSON document', false)
    .action(async (options: RestoreOptions) => {
      const rows = await benchmark(options);
      process.stdout.write(`${options.json ? JSON.stringify(rows, undefined, 2) : table(rows)}\n`);
    });
}
