import type { z } from 'zod';
import { exitedOrThrow, lastLines } from '../../../kit/process';
import type { BackgroundProcess, ProcessRunner, RunResult } from '../../../kit/process';
import { refusal } from './refusal';

const PATIENCE = '20s';

/** The user's `kubectl` with a fixed context. */
export class Kubectl {
  public constructor(
    private readonly runner: ProcessRunner,
    public readonly context: string,
    private readonly signal?: AbortSignal,
  ) {}

  /** Returns an instance for work that must be done even after an interruption. */
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

  /** Creates objects, none of which may exist yet; returns `output` of each. */
  public create(objects: readonly object[], output = 'name'): Promise<string> {
    return this.send(['create', '--output', output], objects);
  }

  public async apply(objects: readonly object[]): Promise<void> {
    await this.send(['apply'], objects);
  }

  /** Submits objects as a server-side dry run. */
  public async judge(objects: readonly object[]): Promise<void> {
    await this.send(['apply', '--dry-run=server'], objects);
  }

  /** Returns an object as the cluster would store it, after its webhooks and policies. */
  public async judged<T>(schema: z.ZodType<T>, object: object): Promise<T> {
    return schema.parse(JSON.parse(await this.send(['create', '--dry-run=server', '--output', 'json'], [object])));
  }

  private async send(args: readonly string[], objects: readonly object[]): Promise<string> {
    const [object, ...others] = objects;
    const document = others.length === 0 ? object : { apiVersion: 'v1', kind: 'List', items: objects };
    try {
      return (await this.run([...args, '--filename', '-'], JSON.stringify(document))).stdout;
    } catch (error) {
      const failed = exitedOrThrow(error);
      throw refusal(this.context, 'an object', lastLines(failed.stderr), error);
    }
  }

  private argv(args: readonly string[]): readonly string[] {
    return ['kubectl', '--context', this.context, ...args];
  }
}
