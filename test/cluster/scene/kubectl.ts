import { waitUntil } from '../../../kit/wait';
import type { Observation } from '../../../kit/wait';
import type { ProcessRunner, RunResult } from '../../../kit/process';

const PATIENCE = { timeoutMs: 60_000, intervalMs: 250 };

/** How a cluster is reached. */
export interface ClusterAccess {
  /** The `kubectl` to use. */
  readonly program: string;
  readonly kubeconfig: string;
  readonly context: string;
}

/** A `kubectl` that speaks to one cluster, whatever the caller's current context is. */
export class Kubectl {
  public constructor(
    private readonly runner: ProcessRunner,
    public readonly access: ClusterAccess,
  ) {}

  public run(args: readonly string[], input?: string): Promise<RunResult> {
    return this.runner.run(this.argv(args), input === undefined ? {} : { input });
  }

  /** Reports every line of a command that goes on until it is ended. */
  public async watch(args: readonly string[], onLine: (line: string) => void, signal: AbortSignal): Promise<void> {
    await this.runner.run(this.argv(args), { onLine, signal });
  }

  /** What the cluster returns, as the caller knows it to be. */
  public async json<T>(args: readonly string[]): Promise<T> {
    return JSON.parse((await this.run([...args, '--output', 'json'])).stdout) as T;
  }

  public async apply(objects: readonly object[], args: readonly string[] = []): Promise<string> {
    const list = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects });
    return (await this.run(['apply', '--filename', '-', ...args], list)).stdout;
  }

  /** Asks until the probe finds what it looks for. */
  public until<T>(probe: () => Promise<Observation<T>>, timeoutMs = PATIENCE.timeoutMs): Promise<T> {
    return waitUntil({ ...PATIENCE, timeoutMs }, probe);
  }

  private argv(args: readonly string[]): readonly string[] {
    const { context, kubeconfig, program } = this.access;
    return [program, '--kubeconfig', kubeconfig, '--context', context, ...args];
  }
}
