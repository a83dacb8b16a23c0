import { findDecision, findStartReport } from '../../../contract/start-line';
import type { StartReport } from '../../../contract/start-line';
import { waitUntil } from '../../../kit/wait';
import { IMAGES } from '../../../machine/images';
import { docker, LABEL } from './docker';

/** The lines of `start`: its decision, and what it found out about the port. */
interface Lines {
  readonly decision: StartReport;
  readonly end: StartReport;
}

/** A container that was started, and what it does. */
export class RunningContainer {
  private constructor(private readonly id: string) {}

  public static async run(...args: readonly string[]): Promise<RunningContainer> {
    const { stdout } = await docker('run', '--detach', '--label', LABEL, ...args);
    return new RunningContainer(stdout.trim());
  }

  /**
   * Sends a request as soon as the service takes it. The client comes from another image, in the same network, as this
   * one may have none.
   */
  public async request(path: string, seconds = 30): Promise<void> {
    const loop = 'until busybox wget -q -O /dev/null "$0"; do sleep 0.1; done';
    const client = ['busybox', 'timeout', String(seconds), 'busybox', 'sh', '-c', loop, `http://127.0.0.1:8080${path}`];
    await docker('run', '--rm', '--label', LABEL, '--network', `container:${this.id}`, IMAGES.tools, ...client);
  }

  /** Its base URL on this machine, where it was run with `--publish`. */
  public async baseUrl(): Promise<string> {
    return `http://${(await docker('port', this.id, '8080/tcp')).stdout.trim()}`;
  }

  public async exec(user: string, ...command: readonly string[]): Promise<string> {
    return (await docker('exec', '--user', user, this.id, ...command)).stdout;
  }

  /** The lines of `start`, as soon as the port listens. */
  public lines(seconds = 30): Promise<Lines> {
    return waitUntil<Lines>({ timeoutMs: seconds * 1000, intervalMs: 100 }, async () => {
      const { stderr } = await this.outputs();
      const [decision, end] = [findDecision(stderr), findStartReport(stderr)];
      return decision === undefined || end === undefined ? { seen: stderr } : { found: { decision, end } };
    });
  }

  public outputs(): Promise<{ readonly stdout: string; readonly stderr: string }> {
    return docker('logs', this.id);
  }

  public async ended(): Promise<number> {
    return Number((await docker('wait', this.id)).stdout);
  }

  public async stop(): Promise<void> {
    await docker('stop', '--time', '20', this.id);
  }

  public async startAgain(): Promise<void> {
    await docker('start', this.id);
  }

  /** For `--pid` of another container. */
  public get reference(): string {
    return `container:${this.id}`;
  }
}
