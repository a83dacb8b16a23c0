import { Command } from 'commander';
import { ensureMachine } from '../machine';
import { localPlatform } from '../cli/rehearsal/local-platform';
import { readSpec } from '../cli/rehearsal/read-spec';
import { rehearsalReport } from '../cli/rehearsal/report';
import type { RehearsalReport } from '../cli/rehearsal/report';
import { Progress } from '../cli/render/progress';
import { StageReporter } from '../cli/render/stage-reporter';
import { coldVariant, imageVariant, measureStarts } from '../cli/rehearsal/measure';
import type { Capture } from '../stage/capture';
import { runStage } from '../stage/stage';
import type { StageContext } from '../stage/context/stage-context';
import { measureAgent, measureThroughput } from './throughput';
import type { Throughput } from './throughput';

interface BenchRun {
  readonly cpu: number;
  readonly report: RehearsalReport;
  /** Cold and warmed up, against restored. */
  readonly throughput?: Throughput;
  /** Without the agent against with it; nothing is restored. */
  readonly agent?: Throughput;
}

interface BenchOptions {
  readonly spec: string;
  readonly runs: number;
  readonly cpus: readonly number[];
  readonly throughput: boolean;
  readonly agent: boolean;
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
      await runStage(localPlatform(machine, { signal }, reporter), input, async (context, capture) => {
        progress.note(`measure ${options.runs} starts of each kind with ${cpu} CPU`);
        const cold = await measureStarts(context, capture, coldVariant(context, capture), options.runs);
        const image = await measureStarts(context, capture, imageVariant(context, capture), options.runs);
        const report = rehearsalReport([cold, image], [], reporter.steps, capture.record);
        return { cpu, report, ...(await measureLoads(context, capture, options, progress)) };
      }),
    );
  }
  return results;
}

async function measureLoads(
  context: StageContext,
  capture: Capture,
  options: BenchOptions,
  progress: Progress,
): Promise<Pick<BenchRun, 'throughput' | 'agent'>> {
  const throughput = async () => {
    progress.note('measure throughput, cold and warmed up against restored');
    return { throughput: await measureThroughput(context, capture) };
  };
  const agent = async () => {
    progress.note('measure throughput, without the agent against with it');
    return { agent: await measureAgent(context, capture) };
  };
  return { ...(options.throughput ? await throughput() : {}), ...(options.agent ? await agent() : {}) };
}

/** `bench stage`: measures start times and steady throughput of a sample. */
export function stageCommand(): Command {
  return new Command('stage')
    .description('measure start times and steady throughput of a sample; prints one JSON document')
    .option('--spec <file>', 'the capture spec', 'examples/springdemo/eks-crac.yaml')
    .option('--runs <number>', 'starts to measure of each kind', Number, 9)
    .option('--cpus <list>', 'CPU limits, separated by commas', (text) => text.split(',').map(Number), [1, 2])
    .option('--no-throughput', 'leave out the throughput, which takes more than two minutes for each CPU limit')
    .option('--agent', "also what the agent costs a running service's throughput", false)
    .action(async (options: BenchOptions) => {
      process.stdout.write(`${JSON.stringify(await benchmark(options), undefined, 2)}\n`);
    });
}
