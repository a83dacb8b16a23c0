import type { Container } from 'kubernetes-types/core/v1';
import { COMMAND_SECONDS, recordedProbe } from '../../contract';
import { readinessCheck } from '../readiness-check';
import { secondsOf } from '../units';
import type { WorkloadPlan } from './workload-plan';

const COLD_START_SECONDS = 300;
// Nodes and load balancers learn that a pod ends a moment later than the pod itself; until then they send it
// connections.
const LEAVE_SECONDS = 5;
const TERMINATION_GRACE_SECONDS = 30;
const ANSWER_SECONDS = 3;

/**
 * Returns how long a pod may take to become ready: a restore that fails at its deadline, followed by a cold start, and
 * some more.
 */
export function startupSeconds({ deadline, options }: WorkloadPlan, more = 0): number {
  const { coldStartTimeout } = options;
  return deadline.secondsAnd(
    (coldStartTimeout === undefined ? COLD_START_SECONDS : secondsOf(coldStartTimeout)) + more,
  );
}

/**
 * Returns a readiness probe with the shortest period, one second, and no startup probe: the kubelet checks readiness as
 * soon as the container runs, but runs a startup probe only at the next tick, a second that a restored pod does not
 * need. The liveness probe begins after the start timeout and checks only the port: it restarts a start that hangs, but
 * never a warm JVM because of a slow response.
 */
export function probes(plan: WorkloadPlan): Pick<Container, 'livenessProbe' | 'readinessProbe'> {
  const { port, readiness } = plan.record.pod;
  const probe = recordedProbe(readiness);
  const timeoutSeconds = probe.kind === 'exec' ? COMMAND_SECONDS : ANSWER_SECONDS;
  return {
    readinessProbe: {
      ...readinessCheck(probe, { port, name: 'http' }),
      failureThreshold: 5,
      periodSeconds: 1,
      timeoutSeconds,
    },
    livenessProbe: {
      tcpSocket: { port: 'http' },
      initialDelaySeconds: startupSeconds(plan),
      failureThreshold: 6,
      periodSeconds: 10,
      timeoutSeconds: ANSWER_SECONDS,
    },
  };
}

/** Returns how long a pod may take to end, in seconds, including the time in which it still receives connections. */
export function terminationGraceSeconds({ options }: WorkloadPlan): number {
  const { terminationGracePeriod } = options;
  return terminationGracePeriod === undefined ? TERMINATION_GRACE_SECONDS : secondsOf(terminationGracePeriod);
}

/** Keeps the pod serving until connections stop arriving; only then it receives SIGTERM. */
export function lifecycle(plan: WorkloadPlan): Pick<Container, 'lifecycle'> {
  return { lifecycle: { preStop: { sleep: { seconds: Math.min(LEAVE_SECONDS, terminationGraceSeconds(plan)) } } } };
}
