import { Command, InvalidArgumentError, Option } from 'commander';
import { ENGINE_TYPES } from '../../contract';
import type { CaptureSpec } from '../../contract';
import { openCluster } from '../rehearsal/cluster';
import type { Kubectl } from '../rehearsal/cluster';
import { askOn, confirmOn, ensureMachine } from '../../machine';
import type { Machine, MachineProgress } from '../../machine';
import { defaultSpec } from '../rehearsal/default-spec';
import type { ChosenSpec } from '../rehearsal/default-spec';
import { readSpec } from '../rehearsal/read-spec';
import { rehearse } from '../rehearsal/rehearse';
import { SHAPE_NAMES, STORE_IDS } from '../rehearsal/stores';
import type { ComparedStores, ShapeName, StoreId } from '../rehearsal/stores';
import { keepReport, keptReports } from '../rehearsal/report';
import { REPORT_FILE, writeReport } from '../report/write-report';
import { Progress } from '../render/progress';
import { resultsTable } from '../rehearsal/results-table';
import { interruptSignal } from '../render/interrupt';
import { ProcessRunner } from '../../kit/process';
import { Failure } from '../../kit/report/failure';
import { StateFolder } from '../../stage/run/state-folder';

interface RehearseOptions {
  readonly spec?: string;
  readonly runs: number;
  readonly engine?: string;
  readonly baseImage?: string;
  readonly json: boolean;
  readonly keep: boolean;
  readonly yes: boolean;
  readonly cluster: boolean;
  readonly kubeContext?: string;
  readonly stores?: readonly StoreId[];
  readonly shape: ShapeName;
  /** @default - no page is written; true is the default name */
  readonly report?: string | true;
}

const AFTER_HELP = `
Exit codes:
  0 done   2 usage   3 capture spec or image   4 machine, container runtime, port or disk   5 changes declined   6 build
  7 service or companion   8 warm-up   9 checkpoint   10 gate   11 publishing   13 pod or cluster   130 interrupted   1 anything else`;

/** `rehearse`: captures, verifies, publishes and restores a service on this machine, without AWS. */
export function rehearseCommand(): Command {
  return new Command('rehearse')
    .description(
      'capture a warm checkpoint of a service, prove it, publish it to a local registry, and measure its starts',
    )
    .option(
      '--spec <file>',
      'the capture spec, YAML or JSON (default: eks-crac.yaml; in a checkout the sample springdemo)',
    )
    .option('--runs <number>', 'starts to measure of each kind', runs, 5)
    .addOption(
      new Option('--engine <type>', 'the engine, instead of the one of the capture spec').choices(ENGINE_TYPES),
    )
    .option(
      '--base-image <image>',
      'the value of the build argument BASE_IMAGE of the Dockerfile (default: a local Debian with JDK 21)',
    )
    .option('--cluster', 'deploy the release to a Kubernetes cluster as well, and measure its pods there', false)
    .option('--kube-context <name>', 'the context of the cluster (default: the current one)')
    .option('--stores <list>', `compare starts from these stores: all, or some of ${STORE_IDS.join(',')}`, stores)
    .addOption(
      new Option('--shape <name>', 'slow the stand-ins of the stores down, as in the cloud')
        .choices(SHAPE_NAMES)
        .default('none'),
    )
    .option(
      '--report [file]',
      `write a page with charts, of this release and earlier ones (default name: ${REPORT_FILE})`,
    )
    .option('--json', 'print one JSON document on standard output', false)
    .option('--keep', 'leave containers, networks and images of the run in place', false)
    .option('--yes', 'make the necessary changes to this machine without asking', false)
    .addHelpText('after', AFTER_HELP)
    .action(run);
}

function runs(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > 100) {
    throw new InvalidArgumentError('must be a whole number from 1 to 100.');
  }
  return value;
}

function stores(text: string): readonly StoreId[] {
  const ids = text === 'all' ? STORE_IDS : text.split(',');
  const known = STORE_IDS.filter((id) => (ids as readonly string[]).includes(id));
  if (known.length === ids.length) return known;
  throw new InvalidArgumentError(`must be all, or some of ${STORE_IDS.join(', ')}, with commas between them.`);
}

async function run(options: RehearseOptions): Promise<void> {
  const progress = new Progress(process.stderr);
  const signal = interruptSignal(progress);
  const chosen: ChosenSpec = options.spec === undefined ? await defaultSpec() : { path: options.spec };
  if (chosen.because !== undefined) progress.warn(chosen.because);
  const file = readSpec(chosen.path, { engine: options.engine, baseImage: options.baseImage });
  const cluster = options.cluster ? await chooseCluster(options, file.spec, signal) : undefined;
  const machine = await prepare(options, progress, signal);
  const report = await rehearse(machine, file, { ...options, cluster, stores: compared(options), signal }, progress);
  const state = new StateFolder(machine.stateDir);
  const kept = keepReport(report, state);
  process.stdout.write(options.json ? `${JSON.stringify(report, undefined, 2)}\n` : `\n${resultsTable(report)}\n\n`);
  progress.note(`report: ${kept}`);
  if (options.report !== undefined) {
    const page = options.report === true ? REPORT_FILE : options.report;
    await writeReport(keptReports(report.release.service, state), page);
    progress.note(`page: ${page}`);
  }
  for (const line of staysUp(machine)) progress.note(line);
}

function compared({ shape, stores: ids }: RehearseOptions): ComparedStores | undefined {
  return ids === undefined ? undefined : { ids, shape };
}

/** Returns the cluster of a context that the user has agreed to; no other is touched. */
async function chooseCluster(options: RehearseOptions, spec: CaptureSpec, signal: AbortSignal): Promise<Kubectl> {
  const { kubeContext, stores, yes } = options;
  const kubectl = await openCluster(new ProcessRunner(), spec, {
    context: kubeContext,
    signal,
    stores: stores !== undefined,
  });
  if (
    yes ||
    (await agreed(
      `The rehearsal creates a namespace in the cluster of context ${kubectl.context} and deletes it afterwards.`,
    ))
  ) {
    return kubectl;
  }
  throw new Failure(
    'declined',
    `you did not agree to use the cluster of context ${kubectl.context}`,
    'answer yes or pass --yes; --kube-context selects another cluster',
  );
}

async function agreed(question: string): Promise<boolean> {
  if (!process.stdin.isTTY || !process.stderr.isTTY) return false;
  return askOn(process.stdin, process.stderr, `${question}\n`);
}

async function prepare(options: RehearseOptions, progress: Progress, signal: AbortSignal): Promise<Machine> {
  const interactive = process.stdin.isTTY && process.stderr.isTTY;
  const show: MachineProgress = (event) => {
    if (event.kind === 'started') progress.start(event.title);
    else if (event.kind === 'line') progress.say(event.text);
    else progress.succeed(event.ms, '');
  };
  const command = process.argv.slice(2);
  return ensureMachine(
    { yes: options.yes, interactive, command, signal },
    show,
    confirmOn(process.stdin, process.stderr),
  );
}

function staysUp({ containerRuntime, registry }: Machine): string[] {
  return [
    ...(containerRuntime.startedHere
      ? [`the container runtime that eks-crac started stays up; \`${containerRuntime.stopCommand ?? ''}\` stops it`]
      : []),
    ...(registry.startedHere ? [`the registry ${registry.host} stays up; \`${registry.stopCommand}\` stops it`] : []),
  ];
}
