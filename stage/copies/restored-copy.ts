import { COLD_REASONS, VARIABLES } from '../../contract';
import type { CapturedPaths, PodUser } from '../../engines';
import { restoreShape, seededVariable, seededVolumes } from '../../engines';
import { askReadiness, commandsIn, intervalOf, notReady } from '../readiness';
import { rejectedByLog } from './rejected';
import { CREDENTIAL_ENVIRONMENT, openSandbox } from '../sandbox/sandbox';
import type { Sandbox, SandboxNetwork } from '../sandbox/sandbox';
import type { StageContext } from '../context/stage-context';
import { waitUntil, WaitTimeout } from '../../kit/wait';
import { createVolumes } from '../sandbox/seeded-volumes';
import { findDecision } from '../../contract/start-line';
import type { StartReport } from '../../contract/start-line';

const POLL_MS = 5;
// Polling the container runtime slows the restore more than polling the service.
const LOOK_EVERY_MS = 500;
const START_LINE_MS = 10_000;

/** A copy restored from the pushed image with exactly the privileges and limits of a pod. */
export interface RestoredCopy {
  readonly name: string;
  readonly from: string;
  readonly container: string;
  readonly baseUrl: string;
  readonly readinessPort: number;
  /** From container start to the first time that it was ready, in milliseconds. */
  readonly readyMs: number;
}

/** Everything a node prepares before it starts the container. */
export interface PreparedCopy {
  readonly name: string;
  readonly from: string;
  readonly sandbox: Sandbox;
  readonly container: string;
}

/** The service that is restored. */
export interface CapturedService extends CapturedPaths {
  readonly network: SandboxNetwork;
  readonly user: PodUser;
}

/** The image that is restored, and what its copies are given besides the service's environment. */
export interface CopyRequest {
  readonly image: string;
  /** The image as an error names it. */
  readonly from: string;
  readonly env: Readonly<Record<string, string>>;
}

export async function prepareCopy(
  context: StageContext,
  service: CapturedService,
  { env, from, image }: CopyRequest,
  name: string,
): Promise<PreparedCopy> {
  const { engine, containers, run, spec } = context;
  const sandbox = await openSandbox(context, service.network, name);
  const volumes = seededVolumes(spec.run.readOnlyRoot, service);
  const container = await containers.create({
    image,
    labels: run.labels,
    network: { kind: 'container', id: sandbox.container },
    env: {
      ...spec.run.env,
      ...CREDENTIAL_ENVIRONMENT,
      ...env,
      ...seededVariable(volumes),
      [VARIABLES.deadlineMs]: String(spec.gate.deadlineSeconds * 1000),
    },
    mounts: [sandbox.tokenMount, ...(await createVolumes(context, name, volumes))],
    shape: restoreShape(engine.data, {
      user: service.user,
      limits: { cpu: spec.run.cpu, memoryMiB: spec.run.memoryMiB },
      readOnlyRoot: spec.run.readOnlyRoot,
      volumes,
    }),
  });
  return { name, from, sandbox, container };
}

/** Starts a prepared copy and waits until it responds, restored: a cold start is a failure here. */
export async function restoreCopy(context: StageContext, copy: PreparedCopy): Promise<RestoredCopy> {
  await context.containers.start(copy.container);
  const { startedAt } = await context.containers.state(copy.container);
  const answeredAt = await firstAnswer(context, copy);
  await requireRestored(context, copy);
  const { baseUrl, readinessPort } = copy.sandbox;
  return { ...copy, baseUrl, readinessPort, readyMs: Math.max(0, answeredAt - startedAt) };
}

async function firstAnswer(context: StageContext, copy: PreparedCopy): Promise<number> {
  const { containers, signal, spec } = context;
  const { deadlineSeconds } = spec.gate;
  const { probe } = spec.readiness;
  const { readinessPort: port } = copy.sandbox;
  const command = commandsIn(containers, copy.container);
  let nextLook = performance.now() + LOOK_EVERY_MS;
  const ask = async () => {
    const observation = await askReadiness(probe, { port, command });
    if ('found' in observation || performance.now() < nextLook) return observation;
    nextLook = performance.now() + LOOK_EVERY_MS;
    const state = await containers.state(copy.container);
    if (!state.running) throw await rejectedByLog(context, copy, `it ended with status ${state.exitCode}`);
    return observation;
  };
  try {
    const options = { timeoutMs: deadlineSeconds * 1000, intervalMs: intervalOf(probe, POLL_MS), signal };
    return await waitUntil(options, ask);
  } catch (error) {
    if (!(error instanceof WaitTimeout)) throw error;
    const what = `${notReady(spec)} after ${deadlineSeconds} s; last seen: ${error.lastSeen}`;
    throw await rejectedByLog(context, copy, what);
  }
}

/** Looks for the decision of `start`, which is written before the first response. */
async function requireRestored(context: StageContext, copy: PreparedCopy): Promise<void> {
  const report = await decision(context, copy);
  if (report.mode === 'restored') return;
  const { detail, reason } = report;
  const { cause, remedy } = COLD_REASONS[reason];
  throw await rejectedByLog(context, copy, `it started cold, reason ${reason} (${detail ?? cause})`, remedy);
}

async function decision(context: StageContext, copy: PreparedCopy): Promise<StartReport> {
  try {
    return await waitUntil<StartReport>(
      { timeoutMs: START_LINE_MS, intervalMs: 50, signal: context.signal },
      async () => {
        const found = findDecision((await context.containers.logs(copy.container)).stderr);
        return found === undefined ? { seen: 'no line of start' } : { found };
      },
    );
  } catch (error) {
    if (!(error instanceof WaitTimeout)) throw error;
    throw await rejectedByLog(
      context,
      copy,
      `it answered, but start wrote no report line within ${START_LINE_MS / 1000} s`,
    );
  }
}
