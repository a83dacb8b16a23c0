import type { z } from 'zod';
import { lastLines, ProcessError } from '../../stage/process';
import type { BackgroundProcess, ProcessRunner, RunResult } from '../../stage/process';
import { Failure } from '../../stage/report';

const PATIENCE = '20s';

/** The user's own `kubectl` on one context. */
export class Kubectl {
  public constructor(
    private readonly runner: ProcessRunner,
    public readonly context: string,
    private readonly signal?: AbortSignal,
  ) {}

  /** The same, for what has to be done even after an interruption. */
  public unstoppable(): Kubectl {
    return new Kubectl(this.runner, this.context);
  }

  public run(args: readonly string[], input?: string): Promise<RunResult> {
    return this.runner.run(this.argv(args), { signal: this.signal, ...(input === undefined ? {} : { input }) });
  }

  public start(args: readonly string[]): Promise<BackgroundProcess> {
    return this.runner.start(this.argv(args), { signal: this.signal });
  }

  public async json<T>(schema: z.ZodType<T>, args: readonly string[]): Promise<T> {
    const { stdout } = await this.run([...args, '--output', 'json', '--request-timeout', PATIENCE]);
    return schema.parse(JSON.parse(stdout));
  }

  public async apply(objects: readonly object[]): Promise<void> {
    await this.send(['apply', '--filename', '-'], objects);
  }

  /** Has the cluster judge objects without keeping them. */
  public async judge(objects: readonly object[]): Promise<void> {
    await this.send(['apply', '--dry-run=server', '--filename', '-'], objects);
  }

  /** What the cluster itself says comes first: a policy's words are the ones to search for. */
  private async send(args: readonly string[], objects: readonly object[]): Promise<void> {
    try {
      await this.run(args, JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects }));
    } catch (error) {
      if (!(error instanceof ProcessError) || error.failure.kind !== 'exited') throw error;
      throw new Failure(
        'pod-failed',
        `the cluster of context ${this.context} refused an object: ${lastLines(error.stderr)}`,
        remedy(error.stderr),
        { cause: error },
      );
    }
  }

  private argv(args: readonly string[]): readonly string[] {
    return ['kubectl', '--context', this.context, ...args];
  }
}

function remedy(words: string): string {
  if (/exceeded quota/.test(words)) return 'raise the quota, or rehearse on another cluster';
  if (/forbidden/i.test(words))
    return 'ask who runs the cluster to admit it, or rehearse on another one; docs/workload.md says what each engine needs';
  return 'see docs/workload.md for what the pods need';
}
