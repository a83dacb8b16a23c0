import type { Probe } from 'kubernetes-types/core/v1';
import type { ReadinessProbe } from '../contract';

/** The port at which a container is reached. */
interface OwnPort {
  readonly port: number;
  /** Its name in the container, which the checks that can take a name use. */
  readonly name?: string;
}

/**
 * Returns what the kubelet does to ask a container whether it is ready. It accepts status 200 to 399; if the ready
 * status is another one, only the port is checked.
 */
export function readinessCheck(probe: ReadinessProbe, own: OwnPort): Probe {
  switch (probe.kind) {
    case 'http': {
      const { path, port = own.name ?? own.port, scheme, status } = probe;
      const secure = scheme === 'https' ? { scheme: 'HTTPS' } : {};
      return status >= 200 && status < 400 ? { httpGet: { path, port, ...secure } } : { tcpSocket: { port } };
    }
    case 'tcp':
      return { tcpSocket: { port: probe.port ?? own.name ?? own.port } };
    case 'grpc': {
      const named = probe.service === '' ? {} : { service: probe.service };
      return { grpc: { port: probe.port ?? own.port, ...named } };
    }
    case 'exec':
      return { exec: { command: [...probe.command] } };
  }
}
