import { recordedProbe } from '../../contract';
import type { ReleaseRecord } from '../../contract';
import { InvalidManifest } from '../invalid-manifest';
import type { WorkloadIngress } from './workload-settings';

const HEALTH_CHECK = '/grpc.health.v1.Health/Check';
/** A load balancer asks by HTTP or gRPC only: of other services it learns whether they answer at all. */
const ANY_ANSWER = { 'healthcheck-path': '/', 'success-codes': '200-499' };

/** Returns how a load balancer checks the pods and talks to them, as annotations without their prefix. */
export function targetChecks({ pod }: ReleaseRecord): Readonly<Record<string, string>> {
  const probe = recordedProbe(pod.readiness);
  if (probe.kind === 'grpc' && isOwn(probe.port, pod)) {
    return { 'backend-protocol-version': 'GRPC', 'healthcheck-path': HEALTH_CHECK, 'success-codes': '0' };
  }
  if (probe.kind !== 'http') return ANY_ANSWER;
  const { path, port, scheme, status } = probe;
  return {
    ...(port === undefined || isOwn(port, pod) ? {} : { 'healthcheck-port': String(port) }),
    ...(scheme === 'https'
      ? { 'healthcheck-protocol': 'HTTPS', ...(isOwn(port, pod) ? { 'backend-protocol': 'HTTPS' } : {}) }
      : {}),
    'healthcheck-path': path,
    'success-codes': String(status),
  };
}

/** A load balancer takes gRPC from its listener for HTTPS alone. */
export function validateIngress(ingress: WorkloadIngress | undefined, { pod, release, service }: ReleaseRecord): void {
  const probe = recordedProbe(pod.readiness);
  if (ingress === undefined || ingress.certificate !== undefined) return;
  if (probe.kind !== 'grpc' || !isOwn(probe.port, pod)) return;
  throw new InvalidManifest(
    `\`ingress.certificate\` is missing, and ${release} of ${service} speaks gRPC at its port, which a load balancer takes by HTTPS alone; write the certificate, or drop \`ingress\``,
  );
}

function isOwn(port: number | undefined, pod: ReleaseRecord['pod']): boolean {
  return port === undefined || port === pod.port;
}
