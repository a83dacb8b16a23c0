import type { CommandCompanion, Companion, ContainerCompanion } from '../../../contract';
import type { ContainerRuntime } from '../../containers';
import { lastLines, ProcessError } from '../../../kit/process';
import type { BackgroundProcess } from '../../../kit/process';
import { Failure } from '../../../kit/report/failure';
import type { StageContext } from '../../context/stage-context';
import { waitUntil, WaitTimeout } from '../../../kit/wait';
import type { Observation } from '../../../kit/wait';
import { askPort, askReadiness, commandsIn } from '../../readiness';
import type { CompanionImages, CompanionNetwork } from '../states';
import { Forwarder } from './forwarder';
import { freePort, isFree } from './ports';

const PORT_PLACEHOLDER = '{port}';
const REMEDY = 'check its image or command, its port and its readiness in the capture spec';

/** A started companion: whether it is ready, and its output if it fails. */
interface Started {
  readonly ask: () => Promise<Observation<number>>;
  readonly ended: () => Promise<string | undefined>;
  readonly output: () => Promise<string>;
}

/** Starts the companions on a network of the run; they stay up, at the same addresses, until the run is over. */
export async function startCompanions(context: StageContext, images: CompanionImages): Promise<CompanionNetwork> {
  const network = context.run.name('network');
  await context.containers.createNetwork(network, context.run.labels);
  const hosts: Record<string, string> = {};
  const closing: (() => Promise<void>)[] = [];
  const close = async () => {
    for (const end of closing.splice(0)) await end();
  };
  try {
    for (const companion of context.spec.companions) {
      if (isCommand(companion)) {
        await holdNetwork(context, network);
        hosts[companion.name] = await context.containers.gateway(network);
        await startCommand(context, companion, hosts[companion.name] ?? '', closing);
      } else {
        await startContainer(context, companion, images[companion.name] ?? '', network);
      }
    }
  } catch (error) {
    await close();
    throw error;
  }
  return { name: network, companions: context.spec.companions.map(({ name }) => name), hosts, close };
}

function isCommand(companion: Companion): companion is CommandCompanion {
  return companion.source.kind === 'command';
}

/** Podman gives this machine an address on a network only while a container is attached to it. */
async function holdNetwork(context: StageContext, network: string): Promise<void> {
  if (context.containers.program !== 'podman') return;
  await context.containers.run({
    image: context.images.tools,
    labels: context.run.labels,
    network: { kind: 'network', name: network, aliases: [] },
    entrypoint: 'sleep',
    command: ['infinity'],
  });
}

async function startCommand(
  context: StageContext,
  companion: CommandCompanion,
  gateway: string,
  closing: (() => Promise<void>)[],
): Promise<void> {
  const { command } = companion.source;
  const port = await commandPort(companion, command);
  const process = await launched(companion, 'check that the program is installed and in PATH', () =>
    context.runner.start(
      command.map((argument) => argument.replaceAll(PORT_PLACEHOLDER, String(port))),
      { cwd: context.specFolder, env: companion.env },
    ),
  );
  context.run.adopt(process.pid);
  closing.push(() => process.stop());
  await awaitReady(context, companion, {
    ask: () => askPort(companion.readiness.probe, port),
    ended: () => endedCommand(process),
    output: () => Promise.resolve(process.output()),
  });
  const forwarder = await Forwarder.open(gateway, companion.port, port);
  closing.push(() => forwarder.close());
}

/** Assigns a free port to a command with `{port}`, so that concurrent runs do not collide. */
async function commandPort(companion: Companion, command: readonly string[]): Promise<number> {
  if (command.some((argument) => argument.includes(PORT_PLACEHOLDER))) return freePort();
  if (await isFree(companion.port)) return companion.port;
  throw new Failure(
    'port-taken',
    `port ${companion.port} of 127.0.0.1, which companion ${companion.name} needs, is already in use`,
    `stop what uses the port, or write ${PORT_PLACEHOLDER} in the command where the port belongs: it then gets a free one`,
  );
}

async function startContainer(
  context: StageContext,
  companion: ContainerCompanion,
  image: string,
  network: string,
): Promise<void> {
  const { containers, run } = context;
  const container = await launched(companion, REMEDY, () =>
    containers.run({
      image,
      labels: run.labels,
      network: { kind: 'network', name: network, aliases: [companion.name] },
      env: companion.env,
      publish: [companion.port],
    }),
  );
  const ended = async () => {
    const state = await containers.state(container);
    return state.running ? undefined : `it ended with status ${state.exitCode}`;
  };
  const output = async () => {
    const { stderr, stdout } = await containers.logs(container);
    return `${stdout}${stderr}`;
  };
  const port = await publishedPort(containers, container, companion, { ended, output });
  const command = commandsIn(containers, container);
  const ask = () => askReadiness(companion.readiness.probe, { port, command });
  await awaitReady(context, companion, { ask, ended, output });
}

/** Returns the published port. A container that has ended has none, but that is not the error to report. */
async function publishedPort(
  containers: ContainerRuntime,
  container: string,
  companion: Companion,
  started: Omit<Started, 'ask'>,
): Promise<number> {
  try {
    return await containers.publishedPort(container, companion.port);
  } catch (error) {
    const ended = await started.ended();
    throw ended === undefined ? error : await failed(companion, ended, started);
  }
}

/** Starts a companion; if the system or the container runtime cannot start it, the spec needs a fix. */
async function launched<T>(companion: Companion, remedy: string, start: () => Promise<T>): Promise<T> {
  try {
    return await start();
  } catch (error) {
    if (!(error instanceof ProcessError) || error.failure.kind === 'aborted') throw error;
    const missing = error.failure.kind === 'spawn-failed' && error.failure.code === 'ENOENT';
    const reason = missing ? `${error.argv[0] ?? ''} was not found` : error.message;
    throw new Failure('companion-failed', `companion ${companion.name} could not be started: ${reason}`, remedy, {
      cause: error,
    });
  }
}

async function awaitReady(context: StageContext, companion: Companion, started: Started): Promise<void> {
  const { timeoutSeconds } = companion.readiness;
  try {
    await waitUntil<unknown>(
      { timeoutMs: timeoutSeconds * 1000, intervalMs: 100, signal: context.signal },
      async () => {
        const ended = await started.ended();
        if (ended !== undefined) throw await failed(companion, ended, started);
        return started.ask();
      },
    );
  } catch (error) {
    if (error instanceof WaitTimeout) throw await failed(companion, error.message, started);
    throw error;
  }
}

async function failed(companion: Companion, what: string, started: Omit<Started, 'ask'>): Promise<Failure> {
  const output = lastLines(await started.output());
  const shown = output === '' ? 'it printed nothing' : `its last lines:\n${output}`;
  return new Failure('companion-failed', `companion ${companion.name} is not ready: ${what}; ${shown}`, REMEDY);
}

function endedCommand(process: BackgroundProcess): Promise<string | undefined> {
  const ended = process.ended.then((failure) =>
    failure?.kind === 'exited' ? `it ended with status ${failure.exitCode}` : 'it ended',
  );
  return Promise.race([ended, new Promise<undefined>((settle) => setImmediate(settle, undefined))]);
}
