import { waitUntil } from '../../../kit/wait';
import type { Observation } from '../../../kit/wait';
import type { ProcessRunner, RunResult } from '../../../kit/process';
import { CONTEXT } from './folders';

const PATIENCE = { timeoutMs: 60_000, intervalMs: 250 };

/** The cluster's own `kubectl`, with the cluster's own configuration and context. */
export class Kubectl {
  public constructor(
    public readonly program: string,
    public readonly kubeconfig: string,
    private readonly runner: ProcessRunner,
  ) {}

  public run(args: readonly string[], input?: string): Promise<RunResult> {
    return this.runner.run(this.argv(args), input === undefined ? {} : { input });
  }

  /** Tells every line of a command that goes on until it is ended. */
  public async watch(args: readonly string[], onLine: (line: string) => void, signal: AbortSignal): Promise<void> {
    await this.runner.run(this.argv(args), { onLine, signal });
  }

  /** What the cluster answers, as the caller knows it to be. */
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
    return [this.program, '--kubeconfig', this.kubeconfig, '--context', CONTEXT, ...args];
  }
}
