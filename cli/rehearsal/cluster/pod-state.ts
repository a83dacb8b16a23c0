import { z } from 'zod';
import { Failure } from '../../../kit/report/failure';

const waiting = z.object({ reason: z.string().default(''), message: z.string().default('') });
const terminated = z.object({ exitCode: z.number(), reason: z.string().default('') });
const containerState = z.object({ waiting, terminated }).partial();

export const podSchema = z.object({
  metadata: z.object({ name: z.string(), uid: z.string(), deletionTimestamp: z.string().optional() }),
  status: z.object({
    phase: z.string().default('Pending'),
    reason: z.string().optional(),
    message: z.string().optional(),
    podIP: z.string().optional(),
    conditions: z.array(z.object({ type: z.string(), status: z.string(), message: z.string().optional() })).default([]),
    containerStatuses: z
      .array(z.object({ state: containerState.default({}), lastState: containerState.default({}) }))
      .default([]),
  }),
});

export type PodState = z.output<typeof podSchema>;

export function isReady(pod: PodState): boolean {
  return condition(pod, 'Ready')?.status === 'True';
}

export function isScheduled(pod: PodState): boolean {
  return condition(pod, 'PodScheduled')?.status === 'True';
}

/** Throws if waiting cannot help: the image cannot be pulled, the node rejected the pod, or the service ended. */
export function requireAlive(pod: PodState, name: string): void {
  const { message, phase, reason } = pod.status;
  const [container] = pod.status.containerStatuses;
  const wait = container?.state.waiting;
  if (wait !== undefined && /^(ErrImage|ImagePull|ImageInspect|InvalidImage|CreateContainer)/.test(wait.reason)) {
    throw new Failure(
      'pod-failed',
      `a pod of ${name} cannot start: ${wait.reason}: ${wait.message}`,
      'the nodes must reach the repository of the release: set `publish.repository` in the capture spec to one that they can pull from',
    );
  }
  const end = container?.lastState.terminated ?? container?.state.terminated;
  // If the container ended well, the pod is about to succeed or to be restarted.
  if (end !== undefined && (end.exitCode !== 0 || container?.lastState.terminated !== undefined)) {
    throw new Failure('pod-failed', `a pod of ${name} ended: ${end.reason}, exit code ${end.exitCode}`, remedyOf(end));
  }
  if (phase !== 'Failed') return;
  throw new Failure(
    'pod-failed',
    `a pod of ${name} was turned away by its node: ${reason ?? phase}: ${message ?? ''}`,
    'make room on the nodes, or rehearse on another cluster',
  );
}

/** Describes a pod that is not ready, for timeouts. */
export function describePod(pod: PodState | undefined): string {
  if (pod === undefined) return 'there is no pod';
  if (!isScheduled(pod)) return condition(pod, 'PodScheduled')?.message ?? 'the scheduler has not looked at it';
  const wait = pod.status.containerStatuses[0]?.state.waiting?.reason;
  return wait ?? condition(pod, 'Ready')?.message ?? 'the pod is not ready';
}

function remedyOf({ reason }: { readonly reason: string }): string {
  return reason === 'OOMKilled'
    ? 'capture with more `run.memoryMiB`: the limit in the cluster is the one of the capture'
    : "the service's own output says why: start it as docs/troubleshooting.md shows under Look closer";
}

function condition({ status }: PodState, type: string) {
  return status.conditions.find((one) => one.type === type);
}
