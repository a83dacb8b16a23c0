import { createHash } from 'node:crypto';
import { createServer } from 'node:net';
import { request } from 'undici';
import { lastLines } from '../kit/process';
import { Failure } from '../kit/report/failure';
import { errorCode } from './files';
import { waitUntil, WaitTimeout } from '../kit/wait';
import { IMAGES, MACHINE_LABEL, RECIPE_LABEL } from './images';
import { invocation } from './invocation';
import { containersOf } from './machine';
import type { MachineRuntime, MachineRegistry } from './machine';
import type { MachineContainers } from './machine-containers';
import { step } from './progress';
import type { MachineProgress } from './progress';

export const REGISTRY_CONTAINER = 'eks-crac-registry';
export const REGISTRY_VOLUME = 'eks-crac-registry';

const DEFAULT_PORT = 5055;
const READY_MS = 30_000;

export function registryPort(env: NodeJS.ProcessEnv): number {
  const value = env['EKS_CRAC_REGISTRY_PORT'] ?? '';
  if (value === '') return DEFAULT_PORT;
  const port = /^\d+$/.test(value) ? Number(value) : 0;
  if (port >= 1 && port <= 65_535) return port;
  const text = `\`EKS_CRAC_REGISTRY_PORT\` must be between 1 and 65535, got: ${value}`;
  throw new Failure('usage', text, `set it to a free port, or unset it for ${DEFAULT_PORT}`);
}

/** Starts the registry unless it runs; one of an older image or another port is replaced, its volume stays. */
export async function ensureRegistry(
  containerRuntime: MachineRuntime,
  env: NodeJS.ProcessEnv,
  progress: MachineProgress,
  signal?: AbortSignal,
): Promise<MachineRegistry> {
  const containers = containersOf(containerRuntime, signal);
  const port = registryPort(env);
  const recipe = createHash('sha256')
    .update(`${(await containers.imageId(IMAGES.tools)) ?? ''} ${port}`)
    .digest('hex')
    .slice(0, 16);
  const registry = { host: `localhost:${port}`, startedHere: true, stopCommand: invocation(env, ['machine', 'down']) };
  const found = await containers.find(REGISTRY_CONTAINER);
  if (found?.running === true && found.labels[RECIPE_LABEL] === recipe) return registry;
  await step(progress, 'registry', `start a registry on ${registry.host}`, async () => {
    // One that runs elsewhere is only given up when there is a place for the next.
    if (found?.port !== port) await validatePort(port);
    if (found !== undefined) await containers.remove('container', [REGISTRY_CONTAINER]);
    await validatePort(port);
    await containers.serve(runArguments(port, recipe));
    await ready(containers, port, signal);
  });
  return registry;
}

function runArguments(port: number, recipe: string): readonly string[] {
  return [
    ...['--name', REGISTRY_CONTAINER],
    ...['--label', `${MACHINE_LABEL}=registry`, '--label', `${RECIPE_LABEL}=${recipe}`],
    // Bound to loopback, so no auth.
    ...['--publish', `127.0.0.1:${port}:5000`],
    ...['--volume', `${REGISTRY_VOLUME}:/var/lib/registry`],
    ...['--cap-drop', 'ALL', '--security-opt', 'no-new-privileges', '--read-only'],
    ...[IMAGES.tools, 'docker-registry', 'serve', '/etc/eks-crac/registry.yml'],
  ];
}

/** Something else on the port would take what is pushed, or answer in the registry's place. */
export async function validatePort(port: number): Promise<void> {
  const server = createServer();
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject).listen(port, '127.0.0.1', resolve);
    });
  } catch (error) {
    const code = errorCode(error);
    if (code !== 'EADDRINUSE' && code !== 'EACCES') throw error;
    const text =
      code === 'EACCES'
        ? `port ${port} may not be used by this user`
        : `port ${port} of 127.0.0.1, which the registry needs, is in use`;
    throw new Failure('port-taken', text, 'free it, or set `EKS_CRAC_REGISTRY_PORT` to another port', { cause: error });
  } finally {
    await new Promise<void>((resolve) => server.close(() => resolve()));
  }
}

async function ready(containers: MachineContainers, port: number, signal?: AbortSignal): Promise<void> {
  try {
    await waitUntil<true>({ timeoutMs: READY_MS, intervalMs: 50, signal }, async () => {
      const seen = await answer(port);
      return seen === '200' ? { found: true } : { seen };
    });
  } catch (error) {
    if (!(error instanceof WaitTimeout)) throw error;
    const { stderr, stdout } = await containers.logs(REGISTRY_CONTAINER);
    throw new Failure(
      'machine-unsuitable',
      `GET /v2/ of the registry not 200 after ${READY_MS / 1000} s; last seen: ${error.lastSeen}; its log:\n${lastLines(stderr + stdout)}`,
      `remove it with \`${containers.program} rm -f ${REGISTRY_CONTAINER}\` and run the command again`,
      { cause: error },
    );
  }
}

/** The status of the registry's base address, or the code of the failure to reach it. */
async function answer(port: number): Promise<string> {
  try {
    const response = await request(`http://127.0.0.1:${port}/v2/`, { headersTimeout: 2000, bodyTimeout: 2000 });
    await response.body.dump();
    return String(response.statusCode);
  } catch (error) {
    const code = errorCode(error);
    if (code === undefined) throw error;
    return code;
  }
}
