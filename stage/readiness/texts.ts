import type { CaptureSpec } from '../../contract';

/** What has not been seen of a service that is not ready, for error texts. */
export function notReady({ readiness: { probe }, run }: Pick<CaptureSpec, 'readiness' | 'run'>): string {
  switch (probe.kind) {
    case 'http':
      return `GET ${probe.path} not ${probe.status}`;
    case 'tcp':
      return `port ${probe.port ?? run.port} accepted no connection`;
    case 'grpc': {
      const of = probe.service === '' ? '' : ` of ${probe.service}`;
      return `gRPC health${of} at port ${probe.port ?? run.port} not SERVING`;
    }
    case 'exec':
      return `command ${probe.command.join(' ')} not status 0`;
  }
}
