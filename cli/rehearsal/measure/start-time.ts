import { VARIABLES } from '../../../contract';
import { plainShape, restoreShape, seededVariable, seededVolumes } from '../../../engines';
import type { PodShape } from '../../../engines';
import type { Capture } from '../../../stage/capture';
import type { ContainerMount } from '../../../stage/containers';
import { createVolumes } from '../../../stage/sandbox/seeded-volumes';
import { findDecision, findStartReport } from '../../../contract/start-line';
import type { StartReport } from '../../../contract/start-line';
import { Failure } from '../../../kit/report/failure';
import { CREDENTIAL_ENVIRONMENT, openSandbox } from '../../../stage/sandbox/sandbox';
import type { StageContext } from '../../../stage/context/stage-context';
import { askReadiness, commandsIn, intervalOf } from '../../../stage/readiness';
import { waitUntil, WaitTimeout } from '../../../kit/wait';
import { spread } from './statistics';
import type { Spread } from './statistics';

const POLL_MS = 2;
/** The last line of `start` may come just after the first response. */
const LINE_MS = 2000;

/** A way to start the service that is measured. */
export interface Variant {
  readonly id: 'cold' | 'image';
  readonly image: string;
  readonly env: Readonly<Record<string, string>>;
  readonly shape: PodShape;
  /** @default [] */
  readonly mounts?: readonly ContainerMount[];
}

/** Looks at a container that has just answered. */
export type Look = (container: string) => Promise<void>;

/** Start times of one variant. */
export interface StartTimes {
  readonly id: Variant['id'];
  /** From container start to the first time that the service was ready. */
  readonly startMs: Spread;
  /** From the run command to the same response, including the container runtime's own work. */
  readonly containerMs: Spread;
  /** How many runs `start` reports as cold. */
  readonly coldStarts: number;
  /** The parts of a start as `start` reports them. @default - nothing was restored */
  readonly parts?: StartParts;
}

/** Each has the restored runs that reported it. @default - no run did */
export interface StartParts {
  /** The engine's restore. */
  readonly restoreMs?: Spread;
  /** The hooks after the restore. */
  readonly hooksMs?: Spread;
  /** From the beginning of `start` to the listening port. */
  readonly listeningMs?: Spread;
}

/** The service's own image, entry point and options, without anything added by eks-crac. */
export function coldVariant(context: StageContext, { published }: Capture): Variant {
  const { spec } = context;
  return {
    id: 'cold',
    image: published.serviceImage,
    env: { ...spec.run.env, ...CREDENTIAL_ENVIRONMENT },
    shape: plainShape({ user: published.user, limits: limits(context), readOnlyRoot: false, volumes: [] }),
  };
}

/** The release, restored from the checkpoint in its image as in a pod. */
export function imageVariant(context: StageContext, { published, record }: Capture): Variant {
  const volumes = seededVolumes(context.spec.run.readOnlyRoot, published);
  return {
    id: 'image',
    image: `${record.repository}@${record.images.checkpoint.digest}`,
    env: {
      ...context.spec.run.env,
      ...CREDENTIAL_ENVIRONMENT,
      [VARIABLES.release]: record.release,
      [VARIABLES.deadlineMs]: String(record.pod.deadlineMs),
      ...seededVariable(volumes),
    },
    shape: restoreShape(context.engine.data, {
      user: published.user,
      limits: limits(context),
      readOnlyRoot: context.spec.run.readOnlyRoot,
      volumes,
    }),
  };
}

export async function measureStarts(
  context: StageContext,
  capture: Capture,
  variant: Variant,
  runs: number,
  look: Look = () => Promise.resolve(),
): Promise<StartTimes> {
  const startMs: number[] = [];
  const containerMs: number[] = [];
  const reports: StartReport[] = [];
  for (let number = 1; number <= runs; number += 1) {
    const one = await measureOnce(context, capture, variant, `${variant.id}-${number}`, look);
    startMs.push(one.startMs);
    containerMs.push(one.containerMs);
    reports.push(...one.reports);
  }
  return {
    id: variant.id,
    startMs: spread(startMs),
    containerMs: spread(containerMs),
    coldStarts: reports.filter(({ mode }) => mode === 'cold').length,
    ...partsOf(reports.filter(({ mode }) => mode === 'restored')),
  };
}

function partsOf(restored: readonly StartReport[]): Pick<StartTimes, 'parts'> {
  const parts = {
    restoreMs: restored.flatMap(({ restoreMs }) => restoreMs ?? []),
    hooksMs: restored.flatMap(({ hooksMs }) => hooksMs ?? []),
    listeningMs: restored.flatMap(({ event, ms }) => (event === 'listening' ? ms : [])),
  };
  const known = Object.entries(parts).filter(([, values]) => values.length > 0);
  return known.length === 0 ? {} : { parts: Object.fromEntries(known.map(([name, values]) => [name, spread(values)])) };
}

/** Measures one start in an existing sandbox, as for a container of a pod. */
async function measureOnce(context: StageContext, { published }: Capture, variant: Variant, name: string, look: Look) {
  const { containers, run, signal, spec } = context;
  const { probe, timeoutSeconds } = spec.readiness;
  const sandbox = await openSandbox(context, published.network, name);
  const volumes = await createVolumes(context, name, variant.shape.volumes);
  const issuedAt = now();
  const starting = containers.run({
    image: variant.image,
    labels: run.labels,
    network: { kind: 'container', id: sandbox.container },
    env: variant.env,
    mounts: [sandbox.tokenMount, ...volumes, ...(variant.mounts ?? [])],
    shape: variant.shape,
  });
  const options = { timeoutMs: timeoutSeconds * 1000, intervalMs: intervalOf(probe, POLL_MS), signal };
  const answered = waitUntil(options, () => {
    const command = async (argv: readonly string[]) => commandsIn(containers, await starting)(argv);
    return askReadiness(probe, { port: sandbox.readinessPort, command });
  });
  const [container, answeredAt] = await Promise.all([
    starting,
    answered.catch((error: unknown) => neverAnswered(variant, error)),
  ]);
  await look(container);
  const { startedAt } = await containers.state(container);
  const reports = variant.id === 'image' ? await startReports(context, container) : [];
  await containers.remove('container', [container, sandbox.container]);
  return { startMs: answeredAt - startedAt, containerMs: answeredAt - issuedAt, reports };
}

/** Returns the last line of `start`, or its decision if there is no other. */
async function startReports({ containers, signal }: StageContext, container: string): Promise<StartReport[]> {
  let log = '';
  try {
    const report = await waitUntil<StartReport>({ timeoutMs: LINE_MS, intervalMs: POLL_MS, signal }, async () => {
      log = (await containers.logs(container)).stderr;
      const found = findStartReport(log);
      return found === undefined ? { seen: 'no line of start' } : { found };
    });
    return [report];
  } catch (error) {
    if (!(error instanceof WaitTimeout)) throw error;
    return [findDecision(log) ?? []].flat();
  }
}

function neverAnswered(variant: Variant, error: unknown): never {
  const reason = error instanceof Error ? error.message : String(error);
  throw new Failure(
    'service-not-ready',
    `the measured start (${variant.id}) did not answer: ${reason}`,
    "see the service's own log; with --keep its container stays",
    { cause: error },
  );
}

function limits(context: StageContext) {
  return { cpu: context.spec.run.cpu, memoryMiB: context.spec.run.memoryMiB };
}

/** Returns the wall-clock time in milliseconds, with fractions, comparable with the container runtime's. */
function now(): number {
  return performance.timeOrigin + performance.now();
}
