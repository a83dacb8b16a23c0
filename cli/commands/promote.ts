import { Command, InvalidArgumentError } from 'commander';
import { ReleaseCatalogue } from '../../releases/catalogue';
import { promote } from '../../releases/promotion/promote';
import { noRelease, requireStack } from '../../releases/promotion/promotion';
import type { Promoted, PromotionTools } from '../../releases/promotion/promotion';
import { planOf } from '../../releases/promotion/promotion-plan';
import type { PromotionPlan, PromotionRequest } from '../../releases/promotion/promotion-plan';
import { rollbackOf } from '../../releases/promotion/rollback';
import { ProcessRunner } from '../../kit/process';
import { Cosign } from '../releases/cosign';
import { releaseName } from '../releases/repository-option';
import { openStacks, withStackOptions } from '../releases/stack-options';
import type { StackOptions } from '../releases/stack-options';
import { table } from '../releases/table';
import { Progress } from '../render/progress';

interface PromoteOptions extends StackOptions {
  readonly service?: string;
  readonly dryRun: boolean;
  readonly verifyKey?: string;
  readonly timeout: number;
}

/** The options, and how often the stack is looked at. */
type Run = PromoteOptions & { readonly intervalMs: number; readonly runner: ProcessRunner };

const INTERVAL_MS = 4_000;
const MINUTE_MS = 60_000;

/** `promote`: moves a stack to a release, and waits for the rollout. */
export function promoteCommand(intervalMs = INTERVAL_MS, runner = new ProcessRunner()): Command {
  return withPromoteOptions(
    new Command('promote')
      .description('move a stack to a release, and wait until all pods are of it and ready')
      .argument('<release>', 'the release, v and its number', releaseName),
  ).action((release: string, options: PromoteOptions) =>
    run({ ...options, intervalMs, runner }, () => Promise.resolve(requestOf(options, release))),
  );
}

/** `rollback`: the same, to the release that the stack had before. */
export function rollbackCommand(intervalMs = INTERVAL_MS, runner = new ProcessRunner()): Command {
  return withPromoteOptions(
    new Command('rollback').description('move a stack back to the release that it had before, and wait for it'),
  )
    .option('--to <release>', 'the release to go back to (default: the one before)', releaseName)
    .action((options: PromoteOptions & { readonly to?: string }) =>
      run({ ...options, intervalMs, runner }, ({ stacks }) =>
        options.to === undefined ? rollbackOf(stacks, options) : Promise.resolve(requestOf(options, options.to)),
      ),
    );
}

function withPromoteOptions(command: Command): Command {
  return withStackOptions(command)
    .option('--service <name>', 'the service, for a stack with releases of several')
    .option('--timeout <minutes>', 'how long to wait, at most; the update goes on', minutes, 60)
    .option('--verify-key <key>', 'take a release only with a signature of this key, by cosign')
    .option('--dry-run', 'say what would change, and change nothing', false);
}

function requestOf({ service, stack }: PromoteOptions, release: string): PromotionRequest {
  return { stack, release, ...(service === undefined ? {} : { service }) };
}

async function run(options: Run, requested: (tools: PromotionTools) => Promise<PromotionRequest>): Promise<void> {
  const { dryRun, intervalMs, json, profile, timeout, verifyKey } = options;
  const cosign = verifyKey === undefined ? undefined : new Cosign(options.runner, verifyKey);
  const timeoutMs = timeout * MINUTE_MS;
  const tools: PromotionTools = {
    stacks: openStacks(options),
    catalogue: (repository) => ReleaseCatalogue.of(repository, profile === undefined ? {} : { profile }),
    patience: { recordMs: 0, busyMs: timeoutMs },
    ...(cosign === undefined ? {} : { verify: (reference: string) => cosign.verify(reference) }),
  };
  const request = await requested(tools);
  if (dryRun) {
    const plan = await planned(tools, request);
    process.stdout.write(json ? document(reportOf(plan)) : planText(plan));
    return;
  }
  const promoted = await shown(request, (seen) => promote(tools, request, { timeoutMs, intervalMs }, seen));
  process.stdout.write(json ? document(promoted) : `${promotedText(promoted)}\n`);
}

async function shown(
  { release, stack }: PromotionRequest,
  work: (seen: (what: string) => void) => Promise<Promoted>,
): Promise<Promoted> {
  const progress = new Progress(process.stderr);
  progress.start(`${stack} to ${release}`);
  try {
    return await work((what) => progress.say(what));
  } finally {
    progress.stop();
  }
}

async function planned(
  { catalogue, stacks, verify }: PromotionTools,
  request: PromotionRequest,
): Promise<PromotionPlan> {
  const stack = await requireStack(stacks, request.stack);
  const plan = await planOf(catalogue, request, stack);
  if (plan !== undefined) {
    await verify?.(`${plan.terms.repository}@${plan.recordDigest}`);
    return plan;
  }
  throw noRelease(request, stack);
}

function reportOf({ changes, release, runs, service, stack }: PromotionPlan): object {
  return { stack: stack.name, service, release, previous: runs, outcome: 'dry-run', changes };
}

function planText({ changes, release, runs, stack }: PromotionPlan): string {
  if (changes.length === 0) return `${stack.name} runs ${release} already\n`;
  const rows = changes.map(({ from, parameter, to }) => [parameter, from, to]);
  return `${stack.name} would move from ${runs} to ${release}\n${table(['Parameter', 'From', 'To'], rows)}`;
}

function promotedText({ outcome, previous, release, stack }: Promoted): string {
  if (outcome === 'unchanged') return `${stack} runs ${release} already`;
  return `${stack} runs ${release}; before: ${previous}`;
}

function document(value: object): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}

function minutes(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1 && value <= 1440) return value;
  throw new InvalidArgumentError('must be whole minutes, 1 to 1440.');
}
