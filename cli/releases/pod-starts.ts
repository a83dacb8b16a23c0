import { z } from 'zod';
import { COLD_REASONS, findDecision } from '../../contract';
import { atOnce } from '../../kit/at-once';
import { exitedOrThrow } from '../../kit/process';
import { Failure } from '../../kit/report/failure';
import { WORKLOAD_LABEL } from '../../manifests';
import type { Kubectl } from '../rehearsal/cluster';

// The line of `start` is the first one of a container; a service may have written gigabytes since.
const FIRST_BYTES = '65536';
const REQUESTS = 8;

const podsSchema = z.object({
  items: z.array(
    z.object({
      metadata: z.object({ name: z.string(), namespace: z.string(), labels: z.record(z.string(), z.string()) }),
      status: z.object({
        conditions: z.array(z.object({ type: z.string(), status: z.string() })).default([]),
      }),
    }),
  ),
});

type Pod = z.output<typeof podsSchema>['items'][number];

/** How a pod started. */
export type PodStartMode =
  | { readonly mode: 'restored'; readonly ms: number }
  | { readonly mode: 'cold'; readonly ms: number; readonly reason: string; readonly why: string }
  | { readonly mode: 'unknown'; readonly why: string };

/** A pod of a workload. */
export interface PodStarted {
  readonly namespace: string;
  readonly pod: string;
  readonly workload: string;
  readonly release: string;
  readonly ready: boolean;
  readonly start: PodStartMode;
}

/** Reads how the pods of all workloads, or of one namespace, started; changes nothing. */
export async function readStarts(kubectl: Kubectl, namespace?: string): Promise<readonly PodStarted[]> {
  const within = namespace === undefined ? ['--all-namespaces'] : ['--namespace', namespace];
  const { items } = await read(kubectl, ['get', 'pods', ...within, '--selector', WORKLOAD_LABEL]);
  const starts = new Map<Pod, PodStartMode>();
  await atOnce(REQUESTS, items, async (pod) => void starts.set(pod, await startOf(kubectl, pod)));
  return items.map((pod) => ({
    namespace: pod.metadata.namespace,
    pod: pod.metadata.name,
    workload: pod.metadata.labels[WORKLOAD_LABEL] ?? '',
    release: pod.metadata.labels['app.kubernetes.io/version'] ?? '',
    ready: pod.status.conditions.some(({ status, type }) => type === 'Ready' && status === 'True'),
    start: starts.get(pod) ?? { mode: 'unknown', why: '' },
  }));
}

async function startOf(kubectl: Kubectl, { metadata: { name, namespace } }: Pod): Promise<PodStartMode> {
  const argv = ['logs', name, '--namespace', namespace, '--container', 'service', '--limit-bytes', FIRST_BYTES];
  try {
    const report = findDecision((await kubectl.run(argv)).stdout);
    if (report === undefined) return { mode: 'unknown', why: 'its log no longer has the line of `start`' };
    if (report.mode === 'restored') return { mode: 'restored', ms: report.ms };
    const why = report.detail ?? COLD_REASONS[report.reason].cause;
    return { mode: 'cold', ms: report.ms, reason: report.reason, why: `${report.reason}: ${why}` };
  } catch (error) {
    return { mode: 'unknown', why: exitedOrThrow(error).stderr.trim() };
  }
}

async function read(kubectl: Kubectl, argv: readonly string[]): Promise<z.output<typeof podsSchema>> {
  try {
    return await kubectl.json(podsSchema, argv);
  } catch (error) {
    const { stderr } = exitedOrThrow(error);
    throw new Failure(
      'cluster-unavailable',
      `the pods of ${kubectl.context} could not be listed: ${stderr.trim()}`,
      'check KUBECONFIG and your login; --namespace looks into one that you may read',
      { cause: error },
    );
  }
}
