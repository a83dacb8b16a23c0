import { z } from 'zod';
import { exitedOrThrow } from '../../../kit/process';
import { Failure } from '../../../kit/report/failure';
import type { Kubectl } from '../../rehearsal/cluster';

const LAST_LINES = '5000';

const ended = z.object({ exitCode: z.number(), reason: z.string().default(''), message: z.string().default('') });
const waits = z.object({ reason: z.string().default(''), message: z.string().default('') });
const state = z.object({ waiting: waits, terminated: ended, running: z.object({}) }).partial();

const containerStatus = z.object({
  name: z.string(),
  ready: z.boolean().default(false),
  restartCount: z.number().default(0),
  state: state.default({}),
  lastState: state.default({}),
});

const podSchema = z.object({
  status: z.object({
    phase: z.string().default('Pending'),
    reason: z.string().default(''),
    message: z.string().default(''),
    conditions: z
      .array(z.object({ type: z.string(), status: z.string(), message: z.string().default('') }))
      .default([]),
    containerStatuses: z.array(containerStatus).default([]),
    initContainerStatuses: z.array(containerStatus).default([]),
  }),
});

const eventsSchema = z.object({
  items: z.array(
    z.object({ type: z.string().default(''), reason: z.string().default(''), message: z.string().default('') }),
  ),
});

export type ContainerStatus = z.output<typeof containerStatus>;

/** What the cluster knows of a pod. */
export interface PodFacts {
  readonly pod: z.output<typeof podSchema>;
  /** Warnings alone: other events say that all is well. */
  readonly events: readonly string[];
  /** What each container printed, and the one before it, by name. */
  readonly logs: Readonly<Record<string, string>>;
}

/** Reads a pod with the user's kubectl; changes nothing. */
export async function readPod(kubectl: Kubectl, name: string, namespace: string): Promise<PodFacts> {
  const within = ['--namespace', namespace];
  const pod = await found(kubectl.json(podSchema, ['get', 'pod', name, ...within]), name, namespace);
  const field = `involvedObject.name=${name}`;
  const { items } = await kubectl.json(eventsSchema, ['get', 'events', ...within, '--field-selector', field]);
  const logs: Record<string, string> = {};
  const containers = [...pod.status.initContainerStatuses, ...pod.status.containerStatuses];
  for (const { name: container, restartCount } of containers) {
    const argv = ['logs', name, ...within, '--container', container, '--tail', LAST_LINES];
    if (restartCount > 0) logs[`previous container ${container}`] = await printed(kubectl, [...argv, '--previous']);
    logs[`container ${container}`] = await printed(kubectl, argv);
  }
  const warnings = items.filter(({ type }) => type === 'Warning');
  return { pod, events: warnings.map(({ message, reason }) => `${reason}: ${message}`), logs };
}

async function found<T>(question: Promise<T>, name: string, namespace: string): Promise<T> {
  try {
    return await question;
  } catch (error) {
    const { stderr } = exitedOrThrow(error);
    if (!/NotFound/.test(stderr)) {
      throw new Failure(
        'cluster-unavailable',
        `pod ${name} could not be read: ${stderr.trim()}`,
        'check KUBECONFIG, your login and your rights: `kubectl get pod` must work',
        { cause: error },
      );
    }
    throw new Failure(
      'usage',
      `there is no pod ${name} in namespace ${namespace}`,
      'list them with `kubectl get pods`, name another with --namespace; why a Deployment has none is an event of its ReplicaSet',
      { cause: error },
    );
  }
}

/** A container that has not started has no log. */
async function printed(kubectl: Kubectl, args: readonly string[]): Promise<string> {
  try {
    return (await kubectl.run(args)).stdout;
  } catch (error) {
    exitedOrThrow(error);
    return '';
  }
}
