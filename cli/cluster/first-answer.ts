import type { ReleaseRecord } from '../../contract';
import type { ClusterApi } from './cluster-api';
import { now, observePod } from './observe';
import type { ObserveOptions } from './observe';
import { describePod, requireAlive } from './pod-state';
import type { PodStart } from './start-line';

/** The service is asked more often than the cluster is. */
const ASK_MS = 5;

/** When the service gave the expected answer first, and whether it had been asked in vain before. */
export interface FirstAnswer {
  readonly at: number;
  readonly ms: number;
  readonly asked: number;
}

/** The API server can pass a question on once the node has told it the pod's address, and not before. */
export async function firstAnswer(
  api: ClusterApi,
  record: ReleaseRecord,
  pod: string,
  options: ObserveOptions,
): Promise<FirstAnswer> {
  const { name } = options;
  await observePod<string>(options, async () => {
    const [found] = await api.pods(name);
    if (found?.status.podIP !== undefined) return { found: found.status.podIP };
    if (found !== undefined) requireAlive(found, name);
    return { seen: describePod(found) };
  });
  const { port, readiness } = record.pod;
  let asked = 0;
  return observePod<FirstAnswer>({ ...options, intervalMs: ASK_MS }, async () => {
    asked += 1;
    const began = now();
    if (!(await api.answers(pod, port, readiness.path, readiness.status)))
      return { seen: `${readiness.path} did not answer ${readiness.status}` };
    return { found: { at: now(), ms: now() - began, asked } };
  });
}

/**
 * A service that answers the very first question may have been ready for a while, since a node tells of a pod's address
 * only now and then: then it is `start`'s own time to the listening port, and the time that the answer took. The same
 * where the node's clock is not this machine's and makes nonsense of the difference.
 */
export function startTime({ asked, at, ms }: FirstAnswer, { report, startedAt }: PodStart): number {
  const own = report.ms + ms;
  const difference = at - startedAt;
  if (asked === 1) return own;
  return difference > 0 && difference < report.ms + 2000 ? difference : own;
}
