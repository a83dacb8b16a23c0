import type { Deployment } from 'kubernetes-types/apps/v1';
import type { Probe, Service } from 'kubernetes-types/core/v1';
import type { CaptureSpec } from '../../../contract';

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
    readinessProbe: readinessProbe(companion),
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

function readinessProbe({ port, readiness: { probe } }: Companion): Probe {
  const often = { periodSeconds: 1, failureThreshold: 1 };
  return probe.kind === 'tcp' ? { ...often, tcpSocket: { port } } : { ...often, httpGet: { path: probe.path, port } };
}
