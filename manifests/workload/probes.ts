import type { Container, Probe } from 'kubernetes-types/core/v1';
import { secondsOf } from '../units';
import type { WorkloadPlan } from './workload-plan';

const COLD_START_SECONDS = 300;
// Nodes and load balancers learn a moment later than the pod that it ends; until then they send it connections.
const LEAVE_SECONDS = 5;
const TERMINATION_GRACE_SECONDS = 30;

/** How long a pod may take until it is ready: a restore that fails at its deadline, and then a cold start. */
export function startupSeconds({ options, record }: WorkloadPlan): number {
  const { coldStartTimeout } = options;
  const coldStart = coldStartTimeout === undefined ? COLD_START_SECONDS : secondsOf(coldStartTimeout);
  return Math.ceil(record.pod.deadlineMs / 1000) + coldStart;
}

/**
 * The readiness probe every second, the shortest period there is, and no startup probe: the kubelet asks for readiness as
 * soon as it sees the container run, but begins with a startup probe only at its next tick, a second that a restored pod
 * does not need. The liveness probe begins when a start has had its time and asks for the port alone: it ends a start that
 * hangs, and never a warm JVM because of a slow answer.
 */
export function probes(plan: WorkloadPlan): Pick<Container, 'livenessProbe' | 'readinessProbe'> {
  return {
    readinessProbe: { ...probeCheck(plan), failureThreshold: 5, periodSeconds: 1, timeoutSeconds: 3 },
    livenessProbe: {
      tcpSocket: { port: 'http' },
      initialDelaySeconds: startupSeconds(plan),
      failureThreshold: 6,
      periodSeconds: 10,
      timeoutSeconds: 3,
    },
  };
}

/** The kubelet takes 200 to 399 for success; a service that is ready with another status is asked for its port only. */
function probeCheck({ record }: WorkloadPlan): Probe {
  const { path, status } = record.pod.readiness;
  const isSuccess = status >= 200 && status < 400;
  return isSuccess ? { httpGet: { path, port: 'http' } } : { tcpSocket: { port: 'http' } };
}

/** How long a pod may take to end, in seconds: the time in which it is still sent connections is part of it. */
export function terminationGraceSeconds({ options }: WorkloadPlan): number {
  const { terminationGracePeriod } = options;
  return terminationGracePeriod === undefined ? TERMINATION_GRACE_SECONDS : secondsOf(terminationGracePeriod);
}

/** The pod serves on until nobody sends it connections, and only then is told to end. */
export function lifecycle(plan: WorkloadPlan): Pick<Container, 'lifecycle'> {
  return { lifecycle: { preStop: { sleep: { seconds: Math.min(LEAVE_SECONDS, terminationGraceSeconds(plan)) } } } };
}
