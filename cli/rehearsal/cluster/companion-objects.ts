import type { Deployment } from 'kubernetes-types/apps/v1';
import type { Service } from 'kubernetes-types/core/v1';
import { COMMAND_SECONDS } from '../../../contract';
import type { CaptureSpec } from '../../../contract';
import { readinessCheck } from '../../../manifests';

type Companion = CaptureSpec['companions'][number];

/**
 * Returns a companion as a Deployment and a Service of the same name, so that the service reaches it at the same host
 * name and port.
 */
export function companionObjects(companion: Companion, image: string, namespace: string): [Deployment, Service] {
  const { env, name, port } = companion;
  const labels = { 'app.kubernetes.io/name': name, 'app.kubernetes.io/component': 'companion' };
  const metadata = { name, namespace, labels };
  const container = {
    name: 'companion',
    image,
    env: Object.entries(env).map(([key, value]) => ({ name: key, value })),
    ports: [{ containerPort: port }],
    readinessProbe: { periodSeconds: 1, failureThreshold: 1, ...check(companion) },
  };
  return [
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata,
      spec: {
        replicas: 1,
        selector: { matchLabels: labels },
        template: {
          metadata: { labels },
          // Companions keep no data, so there is nothing to wait for.
          spec: { automountServiceAccountToken: false, terminationGracePeriodSeconds: 1, containers: [container] },
        },
      },
    },
    { apiVersion: 'v1', kind: 'Service', metadata, spec: { selector: labels, ports: [{ port }] } },
  ];
}

function check({ port, readiness: { probe } }: Companion) {
  const asked = readinessCheck(probe, { port });
  return probe.kind === 'exec' ? { ...asked, timeoutSeconds: COMMAND_SECONDS } : asked;
}
