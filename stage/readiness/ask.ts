import type { PortProbe, ReadinessProbe } from '../../contract';
import { probeGrpcHealth } from '../../kit/http/grpc-health';
import { probeHttp, probeTcp } from '../../kit/http/probe';
import type { Observation } from '../../kit/wait';
import { probeCommand } from './command';
import type { RunCommand } from './command';

const HOST = '127.0.0.1';
// A command takes processor time from the service that it waits for.
const COMMAND_EVERY_MS = 100;

/** Where a service or a companion is asked. */
export interface Asked {
  /** The port of 127.0.0.1 behind which the port of the probe is. */
  readonly port: number;
  /** Runs a command in its container. */
  readonly command: RunCommand;
}

/** How often a probe may be asked, where the service alone would be asked every `usualMs`. */
export function intervalOf({ kind }: ReadinessProbe, usualMs: number): number {
  return kind === 'exec' ? Math.max(usualMs, COMMAND_EVERY_MS) : usualMs;
}

/** Asks once whether a service is ready, by any kind of probe. Finds since when, in milliseconds since the epoch. */
export async function askReadiness(probe: ReadinessProbe, { command, port }: Asked): Promise<Observation<number>> {
  return probe.kind === 'exec' ? timed(await probeCommand(probe.command, command)) : askPort(probe, port);
}

/** The same of what needs no container. */
export async function askPort(probe: PortProbe, port: number): Promise<Observation<number>> {
  switch (probe.kind) {
    case 'http':
      return timed(await probeHttp(`${probe.scheme}://${HOST}:${port}${probe.path}`, probe.status));
    case 'tcp':
      return probeTcp(HOST, port);
    case 'grpc':
      return timed(await probeGrpcHealth(`${HOST}:${port}`, probe.service));
  }
}

function timed(observation: Observation<unknown>): Observation<number> {
  return 'seen' in observation ? observation : { found: performance.timeOrigin + performance.now() };
}
