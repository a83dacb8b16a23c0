import { GUARD_FOLDER } from '../../../../contract';
import { findDecision } from '../../../../contract/start-line';
import type { StartReport } from '../../../../contract/start-line';
import { probeHttp } from '../../../../kit/http/probe';
import { waitUntil } from '../../../../kit/wait';
import { docker, LABEL } from '../../runtime/docker';

const LOOK_EVERY_MS = 200;
const POLL_MS = 20;
const LINE_MS = 5000;
/** More than any fault needs: what is started more often loops. */
const MOST_CONTAINERS = 4;

/** What a kubelet knows of a pod: how its container is made, and the volume that outlives it. */
export interface PodSpec {
  /** Options of `run`, the image, and its arguments. */
  readonly command: readonly string[];
  readonly port: number;
  readonly readiness: string;
  /** A folder of this machine that is the crash-loop guard's volume. */
  readonly guard: string;
}

/** When the service answered, since its first container was started, and how `start` had decided. */
export interface Answered {
  readonly ms: number;
  readonly decision: StartReport;
  readonly containers: number;
}

/** A pod that is restarted again and again. */
export class Loops extends Error {}

interface Inspected {
  readonly State: { readonly Running: boolean; readonly StartedAt: string; readonly ExitCode: number };
  readonly NetworkSettings: {
    readonly Networks: Readonly<Record<string, { readonly IPAddress: string }>>;
    readonly Ports: Readonly<Record<string, readonly { readonly HostPort: string }[] | null>>;
  };
}

/** A pod of one container that is restarted whenever it ends, as a kubelet does. */
export class Pod {
  private readonly containers: string[] = [];
  private began = 0;
  /** Undefined when the container had ended before its port was known. */
  private url: string | undefined;

  private constructor(private readonly spec: PodSpec) {}

  public static async start(spec: PodSpec): Promise<Pod> {
    const pod = new Pod(spec);
    await pod.startContainer();
    return pod;
  }

  public get container(): string {
    return this.containers.at(-1) ?? '';
  }

  /** Waits until it is ready, and for the line of `start`; a container that ends is replaced. */
  public async answered(timeoutMs: number, since = this.began): Promise<Answered> {
    let look = performance.now() + LOOK_EVERY_MS;
    const at = await waitUntil<number>({ timeoutMs, intervalMs: POLL_MS }, async () => {
      if (performance.now() >= look) {
        await this.restart();
        look = performance.now() + LOOK_EVERY_MS;
      }
      if (this.url === undefined) return { seen: 'no port' };
      const seen = await probeHttp(`${this.url}${this.spec.readiness}`, 200);
      return 'found' in seen ? { found: Date.now() } : seen;
    });
    return { ms: at - since, decision: await this.decision(), containers: this.containers.length };
  }

  public async get(path: string): Promise<number> {
    const response = await fetch(`${this.url}${path}`, { signal: AbortSignal.timeout(LINE_MS) });
    await response.arrayBuffer();
    return response.status;
  }

  public async post(path: string): Promise<void> {
    await fetch(`${this.url}${path}`, { method: 'POST', signal: AbortSignal.timeout(LINE_MS) });
  }

  /** Waits until a process of the container has this in its command line. */
  public async running(command: string, timeoutMs: number): Promise<void> {
    await waitUntil<true>({ timeoutMs, intervalMs: POLL_MS }, async () => {
      const { stdout } = await docker('top', this.container, '-eo', 'pid,args');
      return stdout.includes(command) ? { found: true } : { seen: stdout };
    });
  }

  public async signal(name: string): Promise<void> {
    await docker('kill', '--signal', name, this.container);
  }

  /** Waits for the end of the container and answers its status. */
  public async ended(timeoutMs: number): Promise<number> {
    return waitUntil<number>({ timeoutMs, intervalMs: POLL_MS }, async () => {
      const { ExitCode, Running } = (await this.inspect()).State;
      return Running ? { seen: 'the container runs' } : { found: ExitCode };
    });
  }

  public async log(): Promise<string> {
    const logs = await Promise.all(this.containers.map((id) => docker('logs', id)));
    return logs.map(({ stderr, stdout }) => `${stdout}${stderr}`).join('--- the next container\n');
  }

  public async remove(): Promise<void> {
    await docker('rm', '--force', '--volumes', ...this.containers);
  }

  /** Starts the next container when the last one has ended. */
  public async restart(): Promise<void> {
    if ((await this.inspect()).State.Running) return;
    if (this.containers.length >= MOST_CONTAINERS) throw new Loops('it loops');
    await this.startContainer();
  }

  private async startContainer(): Promise<void> {
    const { command, guard, port } = this.spec;
    const volume = `${guard}:${GUARD_FOLDER}`;
    const options = ['--label', LABEL, '--volume', volume, '--publish', `127.0.0.1::${port}`];
    const { stdout } = await docker('create', ...options, ...command);
    this.containers.push(stdout.trim());
    await docker('start', this.container);
    const { NetworkSettings, State } = await this.inspect();
    if (this.began === 0) this.began = Date.parse(State.StartedAt);
    this.url = urlOf(NetworkSettings, port);
  }

  private async inspect(): Promise<Inspected> {
    const [found] = JSON.parse((await docker('inspect', this.container)).stdout) as [Inspected];
    return found;
  }

  private decision(): Promise<StartReport> {
    return waitUntil<StartReport>({ timeoutMs: LINE_MS, intervalMs: POLL_MS }, async () => {
      const { stderr } = await docker('logs', this.container);
      const found = findDecision(stderr);
      return found === undefined ? { seen: stderr } : { found };
    });
  }
}

/** At the published port, or at the container's address in a network that publishes none. */
function urlOf({ Networks, Ports }: Inspected['NetworkSettings'], port: number): string | undefined {
  const published = Ports[`${port}/tcp`]?.[0]?.HostPort;
  if (published !== undefined) return `http://127.0.0.1:${published}`;
  const address = Object.values(Networks)[0]?.IPAddress;
  return address === undefined || address === '' ? undefined : `http://${address}:${port}`;
}
