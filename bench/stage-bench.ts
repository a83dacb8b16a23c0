import { Command } from 'commander';
import { ensureMachine } from '../cli/machine';
import { localHost } from '../cli/rehearsal/local-host';
import { readSpec } from '../cli/rehearsal/read-spec';
import { rehearsalReport } from '../cli/rehearsal/report';
import type { RehearsalReport } from '../cli/rehearsal/report';
import { Progress } from '../cli/render/progress';
import { StageReporter } from '../cli/render/stage-reporter';
import { coldVariant, imageVariant, measureStarts } from '../stage/measure';
import { runStage } from '../stage/stage';
import { measureThroughput } from './throughput';
import type { Throughput } from './throughput';

interface BenchRun {
  readonly cpu: number;
  readonly report: RehearsalReport;
  readonly throughput?: Throughput;
}

interface BenchOptions {
  readonly spec: string;
  readonly runs: number;
  readonly cpus: readonly number[];
  readonly throughput: boolean;
}

async function benchmark(options: BenchOptions): Promise<BenchRun[]> {
  const progress = new Progress(process.stderr);
  const signal = new AbortController().signal;
  const machine = await ensureMachine(
    { yes: true, interactive: false, command: ['bench'], signal },
    (event) => {
      if (event.kind === 'started') progress.note(event.title);
    },
    () => Promise.resolve(true),
  );
  const results: BenchRun[] = [];
  for (const cpu of options.cpus) {
    const { folder, spec } = readSpec(options.spec);
    const reporter = new StageReporter(progress);
    const input = { spec: { ...spec, run: { ...spec.run, cpu } }, specFolder: folder, keep: false };
    results.push(
      await runStage(localHost(machine, { signal }, reporter), input, async (context, capture) => {
        progress.note(`measure ${options.runs} starts of each kind with ${cpu} CPU`);
        const cold = await measureStarts(context, capture, coldVariant(context, capture), options.runs);
        const image = await measureStarts(context, capture, imageVariant(context, capture), options.runs);
        const report = rehearsalReport([cold, image], [], reporter.steps, capture.record);
        if (!options.throughput) return { cpu, report };
        progress.note('measure throughput, cold and warmed up against restored');
        return { cpu, report, throughput: await measureThroughput(context, capture) };
      }),
    );
  }
  return results;
}

/** `bench stage`: start times and steady throughput of a sample. */
export function stageCommand(): Command {
  return new Command('stage')
    .description('measure start times and steady throughput of a sample; prints one JSON document')
    .option('--spec <file>', 'the capture spec', 'examples/springdemo/eks-crac.yaml')
    .option('--runs <number>', 'starts to measure of each kind', Number, 9)
    .option('--cpus <list>', 'CPU limits, separated by commas', (text) => text.split(',').map(Number), [1, 2])
    .option('--no-throughput', 'leave out the throughput, which takes more than two minutes for each CPU limit')
    .action(async (options: BenchOptions) => {
      process.stdout.write(`${JSON.stringify(await benchmark(options), undefined, 2)}\n`);
    });
}
