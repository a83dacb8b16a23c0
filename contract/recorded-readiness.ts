import { z } from 'zod';
import { httpPath, httpStatus, port, READINESS_SCHEMES } from './fields';
import { grpcService, readyCommand } from './readiness';
import type { ReadinessProbe } from './readiness';

const recordedPort = port.optional().describe('absent where it is the port of the service');

/** How a release record says when the service is ready: each kind by its own name, as in the capture spec. */
export const recordedReadiness = z.union([
  z.strictObject({
    path: httpPath,
    status: httpStatus,
    port: recordedPort,
    scheme: z.enum(READINESS_SCHEMES).optional().describe('absent in older records, which mean http'),
  }),
  z.strictObject({
    tcp: z.strictObject({ port: recordedPort }).describe('instead of a path: the port accepts a connection'),
  }),
  z.strictObject({
    grpc: z
      .strictObject({ port: recordedPort, service: grpcService })
      .describe('instead of a path: grpc.health.v1.Health answers SERVING'),
  }),
  z.strictObject({ exec: readyCommand.describe('instead of a path: a command ends with status 0') }),
]);

type RecordedReadiness = z.output<typeof recordedReadiness>;

export function recordReadiness(probe: ReadinessProbe): RecordedReadiness {
  const at = 'port' in probe && probe.port !== undefined ? { port: probe.port } : {};
  switch (probe.kind) {
    case 'http':
      return { path: probe.path, status: probe.status, scheme: probe.scheme, ...at };
    case 'tcp':
      return { tcp: at };
    case 'grpc':
      return { grpc: { ...at, ...(probe.service === '' ? {} : { service: probe.service }) } };
    case 'exec':
      return { exec: { command: [...probe.command] } };
  }
}

export function recordedProbe(recorded: RecordedReadiness): ReadinessProbe {
  if ('path' in recorded) return { kind: 'http', ...recorded, scheme: recorded.scheme ?? 'http' };
  if ('tcp' in recorded) return { kind: 'tcp', ...recorded.tcp };
  if ('grpc' in recorded) return { kind: 'grpc', ...recorded.grpc, service: recorded.grpc.service ?? '' };
  return { kind: 'exec', ...recorded.exec };
}
