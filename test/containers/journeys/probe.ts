import { packagePath } from '../../../kit/package-path';
import type { Scene, SpecInput } from '../../support/containers/scene';
import type { RestoredContainer } from './restored-container';

/** The probe's state, as returned by `/state`. */
export interface ProbeState {
  readonly colour: string;
  readonly gone: string;
  readonly level: string;
  readonly hook: string;
  readonly host: string;
  /** The address of a name that does not exist during the capture. */
  readonly address: string;
  /** A number from each source of randomness. */
  readonly draws: Readonly<Record<string, string>>;
  /** How often each kind of timer has fired. */
  readonly timers: Readonly<Record<string, number>>;
}

/** For its HTTP client, which waits for a response at any time. */
export const CLOSES_SILENT = { action: 'close', kind: 'tcp', pattern: '*:8081' } as const;

/** A small service whose hooks, timers and sockets are controlled by its variables. */
/** What the probe connects to where `CONNECT` names it; it accepts and says nothing. */
export const PEER = {
  name: 'peer',
  command: ['node', '-e', "require('node:net').createServer().listen(Number(process.argv[1]), '127.0.0.1')", '{port}'],
  port: 9001,
  readiness: { tcp: true as const },
};

export function probe(
  scene: Scene,
  env: Readonly<Record<string, string>>,
  change: Partial<SpecInput> = {},
  baseImage?: string,
): Scene {
  return scene.spec({
    build: {
      context: packagePath('test/support/agent-probe'),
      ...(baseImage === undefined ? {} : { args: { BASE_IMAGE: baseImage } }),
    },
    run: { port: 8080, memoryMiB: 256, env: { COLOUR: 'red', GONE: 'captured', ...env } },
    readiness: { path: '/state', timeoutSeconds: 30 },
    warmUp: { requests: [{ path: '/state' }], until: { count: 20 } },
    gate: { requests: [{ path: '/state', compare: 'status' }] },
    checkpoint: { descriptors: [CLOSES_SILENT] },
    ...change,
  });
}

export async function stateOf(container: RestoredContainer): Promise<ProbeState> {
  return JSON.parse((await container.request('/state')).body) as ProbeState;
}
