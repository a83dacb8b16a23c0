import { Command } from 'commander';
import { ClusterApi, onCluster, openCluster } from '../cli/rehearsal/cluster';
import { interruptSignal } from '../cli/render/interrupt';
import { ensureMachine } from '../machine';
import { localPlatform } from '../cli/rehearsal/local-platform';
import { readSpec } from '../cli/rehearsal/read-spec';
import { Progress } from '../cli/render/progress';
import { StageReporter } from '../cli/render/stage-reporter';
import { spread } from '../cli/rehearsal/measure';
import type { Spread } from '../cli/rehearsal/measure';
import { ProcessRunner } from '../kit/process';
import { runStage } from '../stage/stage';
import { Scaling } from './scale-out';
import type { ScaleOut, ScaleOutOptions } from './scale-out';

type Kind = 'cold' | 'restored';

interface BenchOptions {
  readonly kubeContext: string;
  readonly spec: string;
  readonly replicas: number;
  readonly runs: number;
  readonly json: boolean;
}

interface KindFigures {
  readonly out: readonly ScaleOut[];
  readonly fromZeroMs: Spread;
}

interface ScaleOutReport {
  readonly replicas: number;
  readonly kinds: Readonly<Record<Kind, KindFigures>>;
}

/** `bench scaleout`: scales a service out, cold and restored. */
export function scaleOutCommand(): Command {
  return new Command('scaleout')
    .description('measure how a service gets from 1 pod to many and from none to 1, on a cluster that is this machine')
    .requiredOption('--kube-context <name>', 'the context of the cluster; it gets a namespace, which is deleted again')
    .option('--spec <file>', 'the capture spec', 'examples/springdemo/eks-crac.yaml')
    .option('--replicas <number>', 'how many pods there are in the end', Number, 8)
    .option('--runs <number>', 'runs of each kind', Number, 3)
    .option('--json', 'print one JSON document instead of the table', false)
    .action(async (options: BenchOptions) => {
      const report = await benchmark(options);
      process.stdout.write(options.json ? `${JSON.stringify(report, undefined, 2)}\n` : table(report));
    });
}

async function benchmark({ kubeContext, replicas, runs, spec: file }: BenchOptions): Promise<ScaleOutReport> {
  const progress = new Progress(process.stderr);
  const signal = interruptSignal(progress);
  const { folder, spec } = readSpec(file);
  const kubectl = await openCluster(new ProcessRunner(), spec, { context: kubeContext, signal });
  const machine = await ensureMachine(
    { yes: true, interactive: false, command: ['bench'], signal },
    (event) => {
      if (event.kind === 'started') progress.note(event.title);
    },
    () => Promise.resolve(true),
  );
  const host = localPlatform(machine, { signal }, new StageReporter(progress));
  return runStage(host, { spec, specFolder: folder, keep: false }, (context, capture) =>
    onCluster({ kubectl, context, capture }, async (namespace) => {
      const api = await ClusterApi.open(kubectl, namespace);
      const options = { api, kubectl, namespace, replicas, record: capture.record, environment: spec.run.env, signal };
      try {
        const cold = await measure({ ...options, cold: true }, runs, progress);
        const restored = await measure({ ...options, cold: false }, runs, progress);
        return { replicas, kinds: { cold, restored } };
      } finally {
        await api.close();
      }
    }),
  );
}

async function measure(options: ScaleOutOptions, runs: number, progress: Progress): Promise<KindFigures> {
  const kind: Kind = options.cold ? 'cold' : 'restored';
  const scaling = await Scaling.begin(options);
  const out: ScaleOut[] = [];
  const fromZero: number[] = [];
  for (let run = 1; run <= runs; run += 1) {
    progress.start(`${kind}, 1 to ${options.replicas} pods, run ${run} of ${runs}`);
    const one = await scaling.out();
    progress.succeed(one.readyMs, `${one.cpuSeconds} CPU seconds`);
    out.push(one);
  }
  for (let run = 1; run <= runs; run += 1) {
    progress.start(`${kind}, none to 1 pod, run ${run} of ${runs}`);
    const ms = await scaling.fromZero();
    progress.succeed(ms, '');
    fromZero.push(ms);
  }
  await scaling.end();
  return { out, fromZeroMs: spread(fromZero) };
}

interface Row {
  readonly title: string;
  readonly of: (figures: KindFigures) => number;
}

const of = (take: (out: ScaleOut) => number) => (figures: KindFigures) => spread(figures.out.map(take)).median;

const ROWS: readonly Row[] = [
  { title: 'all Ready (ms)', of: of(({ readyMs }) => readyMs) },
  { title: 'CPU of the new pods (s)', of: of(({ cpuSeconds }) => cpuSeconds) },
  { title: 'p99 of the load meanwhile (ms)', of: of(({ load }) => load.p99Ms) },
  { title: 'failed requests', of: of(({ load }) => load.failures) },
  { title: "pod's own overhead, created to started (ms)", of: of(({ podOverheadMs }) => podOverheadMs) },
  { title: 'none to 1, request held (ms)', of: ({ fromZeroMs }) => fromZeroMs.median },
];

/** Renders medians, and the reduction by restoring. */
function table({ kinds: { cold, restored }, replicas }: ScaleOutReport): string {
  const lines = ROWS.map(({ of: figure, title }) => {
    const [slow, fast] = [figure(cold), figure(restored)];
    const ratio = fast > 0 ? (slow / fast).toFixed(1) : '-';
    return [title.padEnd(44), ...[String(slow), String(fast), ratio].map((cell) => cell.padStart(10))].join(' ');
  });
  const header = [`1 to ${replicas} pods, medians`.padEnd(44), 'cold', 'restored', 'ratio'];
  return `${[header.map((cell) => cell.padStart(10)).join(' '), ...lines].join('\n')}\n`;
}
