import { ProcessError } from '../../kit/process';
import type { OutputStream, ProcessRunner, RunOptions } from '../../kit/process';
import { Failure } from '../../kit/report/failure';
import { createArguments } from './container-spec';
import type { ContainerSpec } from './container-spec';
import { containerAnswer, imageAnswer, preciseTime } from './answers';
import type { ContainerState, ImageConfig } from './answers';
import { DIALECTS } from './dialect';
import type { Dialect, RuntimeProgram } from './dialect';
import { execArguments } from './exec-options';
import type { ExecOptions } from './exec-options';
import { unavailable } from './unavailable';
import { variableValues } from './variables';
import { buildArguments, labelArguments } from './image-build';
import type { ImageBuild } from './image-build';

export type ResourceKind = 'container' | 'network' | 'volume' | 'image';

export interface ContainerLogs {
  readonly stdout: string;
  readonly stderr: string;
}

/** The commands of a container runtime that Docker and Podman share. */
export class ContainerRuntime {
  private readonly dialect: Dialect;

  public constructor(
    public readonly program: RuntimeProgram,
    private readonly runner: ProcessRunner,
    /** Aborts pending commands; clean-up uses an instance without it. */
    private readonly signal?: AbortSignal,
  ) {
    this.dialect = DIALECTS[program];
  }

  /** Whether `copyOut` preserves file owners; if not, every file belongs to the container's user. */
  public get copyKeepsOwners(): boolean {
    return this.dialect.copyKeepsOwners;
  }

  /**
   * Returns an instance for one run: `signal` aborts its commands, and `onStart` is called for each process they start.
   */
  public forRun(signal: AbortSignal, onStart: (pid: number) => void): ContainerRuntime {
    return new ContainerRuntime(this.program, this.runner.watchedBy(onStart), signal);
  }

  public async build(build: ImageBuild, onLine?: (line: string) => void): Promise<void> {
    await this.call(['build', ...buildArguments(build), ...this.dialect.build, build.context], {
      env: variableValues(build.args),
      ...(onLine === undefined ? {} : { onLine }),
    });
  }

  public async inspectImage(reference: string): Promise<ImageConfig> {
    const [image] = imageAnswer.parse(JSON.parse(await this.call(['image', 'inspect', reference])));
    if (image === undefined) throw new TypeError(`${this.program} image inspect returned nothing for ${reference}`);
    const { Cmd: cmd, Entrypoint: entrypoint, Env: env, User: user, Volumes: volumes } = image.Config;
    const { Architecture: architecture, Id: id } = image;
    return { id, architecture, user: user ?? '', env, entrypoint, cmd, volumes: Object.keys(volumes ?? {}) };
  }

  public async hasImage(reference: string): Promise<boolean> {
    return this.succeeds(['image', 'inspect', reference], /no such image|not known|not found/i);
  }

  public async tag(image: string, tag: string): Promise<void> {
    await this.call(['tag', image, tag]);
  }

  public async push(reference: string, onLine?: (line: string) => void): Promise<void> {
    await this.call(['push', ...this.plainHttp(reference), reference], onLine === undefined ? {} : { onLine });
  }

  public async pull(reference: string, onLine?: (line: string) => void): Promise<void> {
    await this.call(['pull', ...this.plainHttp(reference), reference], onLine === undefined ? {} : { onLine });
  }

  public async createNetwork(name: string, labels: Readonly<Record<string, string>>): Promise<void> {
    await this.call(['network', 'create', ...labelArguments(labels), name]);
  }

  /** Returns this machine's address on a network, as seen by containers. */
  public async gateway(network: string): Promise<string> {
    return (await this.call(['network', 'inspect', '--format', this.dialect.gateway, network])).trim();
  }

  public async createVolume(name: string, labels: Readonly<Record<string, string>>): Promise<void> {
    await this.call(['volume', 'create', ...labelArguments(labels), name]);
  }

  public async create(spec: ContainerSpec): Promise<string> {
    return (await this.call(['create', ...this.bare(spec), ...createArguments(spec)], environmentOf(spec))).trim();
  }

  public async start(container: string): Promise<void> {
    await this.call(['start', container]);
  }

  public async run(spec: ContainerSpec): Promise<string> {
    const argv = ['run', '--detach', ...this.bare(spec), ...createArguments(spec)];
    return (await this.call(argv, environmentOf(spec))).trim();
  }

  /** Runs a program in a new container between two streams; `onLine` gets what it writes to standard error. */
  public pipe(spec: ContainerSpec, input: AsyncIterable<unknown>, onLine: (line: string) => void): OutputStream {
    const argv = [this.program, 'run', '--rm', '--interactive', ...createArguments(spec)];
    return this.streamed(argv, { input, onLine, ...environmentOf(spec) });
  }

  public async state(container: string): Promise<ContainerState> {
    const { State } = await this.inspect(container);
    return {
      running: State.Running,
      exitCode: State.ExitCode,
      startedAt: preciseTime(State.StartedAt),
      outOfMemory: State.OOMKilled ?? false,
    };
  }

  /** Returns the name that a container has for itself. */
  public async hostName(container: string): Promise<string> {
    return (await this.inspect(container)).Config?.Hostname ?? '';
  }

  /** Returns the port of 127.0.0.1 to which a port of the container is published. */
  public async publishedPort(container: string, port: number): Promise<number> {
    const { NetworkSettings } = await this.inspect(container);
    const bound = NetworkSettings.Ports?.[`${port}/tcp`]?.[0]?.HostPort;
    if (bound === undefined) {
      throw new Failure(
        'container-runtime-unavailable',
        `${this.program} published no port for ${port} of container ${container.slice(0, 12)}`,
        'see the logs of the container runtime',
      );
    }
    return Number(bound);
  }

  public async exec(
    container: string,
    argv: readonly string[],
    { timeoutMs, ...options }: ExecOptions = {},
  ): Promise<ContainerLogs> {
    const limit = { ...(timeoutMs === undefined ? {} : { timeoutMs }), ...environmentOf(options) };
    return this.answer(['exec', ...execArguments(options), container, ...argv], limit);
  }

  /** Returns the container's standard output and standard error. */
  public async logs(container: string): Promise<ContainerLogs> {
    return this.answer(['logs', container]);
  }

  /**
   * Streams a file or folder of a container, running or stopped, as a tar archive; the path itself is the first entry.
   */
  public copyOut(container: string, path: string): OutputStream {
    return this.streamed([this.program, 'cp', `${container}:${path}`, '-']);
  }

  /** Unpacks a tar archive into a folder of a container. */
  public async copyIn(container: string, folder: string, archive: AsyncIterable<unknown>): Promise<void> {
    await this.call(['cp', '-', `${container}:${folder}`], { input: archive });
  }

  /** Returns the paths changed since the container was created, each with its kind: `A`, `C` or `D`. */
  public async changes(container: string): Promise<readonly { readonly kind: string; readonly path: string }[]> {
    const answer = await this.call(['diff', container]);
    return answer
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => ({ kind: line.slice(0, 1), path: line.slice(2) }));
  }

  public async kill(container: string, signal: string): Promise<void> {
    await this.call(['kill', '--signal', signal, container]);
  }

  /** Waits until a container has ended and returns its exit status. */
  public async wait(container: string, timeoutMs: number): Promise<number> {
    return Number((await this.call(['wait', container], { timeoutMs })).trim());
  }

  public async list(kind: ResourceKind, label: string): Promise<readonly string[]> {
    const all = kind === 'container' || kind === 'image' ? ['--all'] : [];
    const quiet = kind === 'volume' || kind === 'network' ? ['--format', '{{.Name}}'] : ['--quiet', '--no-trunc'];
    const answer = await this.call([kind, 'ls', ...all, ...quiet, '--filter', `label=${label}`]);
    return [...new Set(answer.split('\n').filter((line) => line !== ''))];
  }

  /** Removes resources; ignores those that no longer exist. */
  public async remove(kind: ResourceKind, names: readonly string[]): Promise<void> {
    const force = kind === 'network' ? [] : ['--force'];
    const options = kind === 'container' ? this.dialect.removeContainer : force;
    for (const name of names) {
      await this.succeeds([kind, 'rm', ...options, name], /no such|not found|already in progress|image not known/i);
    }
  }

  private bare(spec: ContainerSpec): readonly string[] {
    return spec.shape?.readOnlyRoot === true ? this.dialect.readOnlyRoot : [];
  }

  private plainHttp(reference: string): readonly string[] {
    return /^(localhost|127\.0\.0\.1)(:|\/)/.test(reference) ? this.dialect.plainHttp : [];
  }

  private async inspect(container: string) {
    const [answer] = containerAnswer.parse(JSON.parse(await this.call(['container', 'inspect', container])));
    if (answer === undefined) {
      throw new TypeError(`${this.program} container inspect returned nothing for ${container}`);
    }
    return answer;
  }

  private async succeeds(args: readonly string[], known: RegExp): Promise<boolean> {
    try {
      await this.call(args);
      return true;
    } catch (error) {
      if (error instanceof ProcessError && known.test(error.stderr)) return false;
      throw error;
    }
  }

  protected async call(args: readonly string[], options: RunOptions = {}): Promise<string> {
    return (await this.answer(args, options)).stdout;
  }

  private streamed(argv: readonly string[], options: RunOptions = {}): OutputStream {
    const { done, stdout } = this.runner.stream(argv, this.options(options));
    const settled = done.catch((error: unknown) => {
      throw unavailable(this.program, error) ?? error;
    });
    // The reader may fail first; awaiting `done` still rejects.
    settled.catch(() => undefined);
    return { stdout, done: settled };
  }

  private async answer(args: readonly string[], options: RunOptions = {}): Promise<ContainerLogs> {
    // A command that never starts creates nothing the clean-up could miss.
    this.signal?.throwIfAborted();
    try {
      return await this.runner.run([this.program, ...args], this.options(options));
    } catch (error) {
      throw unavailable(this.program, error) ?? error;
    }
  }

  private options(options: RunOptions = {}): RunOptions {
    return { ...options, ...(this.signal === undefined ? {} : { signal: this.signal }) };
  }
}

function environmentOf({ env = {} }: Pick<ContainerSpec, 'env'>): Pick<RunOptions, 'env'> {
  return { env: variableValues(env) };
}
