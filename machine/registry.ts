import { createHash } from 'node:crypto';
import { createServer } from 'node:net';
import { request } from 'undici';
import { z } from 'zod';
import { lastLines, ProcessError } from '../kit/process';
import { Failure } from '../kit/report/failure';
import { errorCode } from './files';
import { imageId, IMAGES, MACHINE_LABEL, RECIPE_LABEL } from './images';
import { invocation } from './invocation';
import type { MachineRuntime, MachineRegistry } from './machine';
import { poll } from './poll';
import { step } from './progress';
import type { MachineProgress } from './progress';

export const REGISTRY_CONTAINER = 'eks-crac-registry';
export const REGISTRY_VOLUME = 'eks-crac-registry';

const DEFAULT_PORT = 5055;
const READY_MS = 30_000;
const ABSENT = /no such (container|object)/i;

const inspected = z
  .array(
    z.object({
      State: z.object({ Running: z.boolean() }),
      Config: z.object({ Labels: z.record(z.string(), z.string()).nullish() }),
      HostConfig: z
        .object({ PortBindings: z.record(z.string(), z.array(z.object({ HostPort: z.string() })).nullish()).nullish() })
        .nullish(),
    }),
  )
  .length(1);

export interface RegistryContainer {
  readonly running: boolean;
  readonly recipe: string;
  /** The port of 127.0.0.1 at which it is published. @default - none is known */
  readonly port?: number;
}

export function registryPort(env: NodeJS.ProcessEnv): number {
  const value = env['EKS_CRAC_REGISTRY_PORT'] ?? '';
  if (value === '') return DEFAULT_PORT;
  const port = /^\d+$/.test(value) ? Number(value) : 0;
  if (port >= 1 && port <= 65_535) return port;
  const text = `\`EKS_CRAC_REGISTRY_PORT\` must be between 1 and 65535, got: ${value}`;
  throw new Failure('usage', text, `set it to a free port, or unset it for ${DEFAULT_PORT}`);
}

/** The state of the registry's container; nothing when there is none. */
export async function findRegistry(containerRuntime: MachineRuntime): Promise<RegistryContainer | undefined> {
  try {
    const { stdout } = await containerRuntime.runner.run([
      containerRuntime.program,
      'container',
      'inspect',
      REGISTRY_CONTAINER,
    ]);
    const [container] = inspected.parse(JSON.parse(stdout));
    const published = Object.values(container?.HostConfig?.PortBindings ?? {})[0]?.[0]?.HostPort;
    return {
      running: container?.State.Running ?? false,
      recipe: container?.Config.Labels?.[RECIPE_LABEL] ?? '',
      ...(published === undefined ? {} : { port: Number(published) }),
    };
  } catch (error) {
    if (error instanceof ProcessError && ABSENT.test(error.stderr)) return undefined;
    throw error;
  }
}

/** Starts the registry unless it runs; one of an older image or another port is replaced, its volume stays. */
export async function ensureRegistry(
  containerRuntime: MachineRuntime,
  env: NodeJS.ProcessEnv,
  progress: MachineProgress,
  signal?: AbortSignal,
): Promise<MachineRegistry> {
  const port = registryPort(env);
  const recipe = createHash('sha256')
    .update(`${(await imageId(containerRuntime, IMAGES.tools, [])) ?? ''} ${port}`)
    .digest('hex')
    .slice(0, 16);
  const registry = { host: `localhost:${port}`, startedHere: true, stopCommand: invocation(env, ['machine', 'down']) };
  const found = await findRegistry(containerRuntime);
  if (found?.running === true && found.recipe === recipe) return registry;
  await step(progress, 'registry', `start a registry on ${registry.host}`, async () => {
    // One that runs elsewhere is only given up when there is a place for the next.
    if (found?.port !== port) await validatePort(port);
    if (found !== undefined)
      await containerRuntime.runner.run([containerRuntime.program, 'container', 'rm', '--force', REGISTRY_CONTAINER], {
        signal,
      });
    await validatePort(port);
    await containerRuntime.runner.run([containerRuntime.program, ...runArguments(port, recipe)], { signal });
    await ready(containerRuntime, port, signal);
  });
  return registry;
}

function runArguments(port: number, recipe: string): readonly string[] {
  return [
    ...['run', '--detach', '--name', REGISTRY_CONTAINER],
    ...['--label', `${MACHINE_LABEL}=registry`, '--label', `${RECIPE_LABEL}=${recipe}`],
    // Nobody but this machine reaches it: it asks for no password.
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

async function ready(containerRuntime: MachineRuntime, port: number, signal?: AbortSignal): Promise<void> {
  let last = 'no answer';
  const answered = await poll(
    async () => {
      last = await answer(port);
      return last === '200' ? true : undefined;
    },
    { timeoutMs: READY_MS, everyMs: 50, signal },
  );
  if (answered === true) return;
  const { stderr, stdout } = await containerRuntime.runner.run([containerRuntime.program, 'logs', REGISTRY_CONTAINER]);
  const text = `GET /v2/ of the registry not 200 after ${READY_MS / 1000} s; last: ${last}; its log:\n${lastLines(stderr + stdout)}`;
  throw new Failure(
    'machine-unsuitable',
    text,
    `remove it with \`${containerRuntime.program} rm -f ${REGISTRY_CONTAINER}\` and run the command again`,
  );
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
