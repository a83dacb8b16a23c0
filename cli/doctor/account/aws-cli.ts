import type { z } from 'zod';
import { exitedOrThrow, lastLines, ProcessError } from '../../../kit/process';
import type { ProcessRunner } from '../../../kit/process';
import { Failure } from '../../../kit/report/failure';

const TIMEOUT_MS = 60_000;
const DENIED = /\((AccessDenied\w*|UnauthorizedOperation|AuthorizationError)\)|not authorized/;

/** What AWS answered, or why it did not. */
export type AwsAnswer<T> =
  | { readonly kind: 'answer'; readonly answer: T }
  | { readonly kind: 'denied' }
  | { readonly kind: 'refused'; readonly reason: string };

/** The user's AWS CLI, which has credentials already; only calls that read. */
export class AwsCli {
  public constructor(
    private readonly runner: ProcessRunner,
    private readonly region: string,
  ) {}

  /** Returns a call as a user would type it. */
  public written(args: readonly string[]): string {
    return this.argv(args).join(' ');
  }

  public async ask<T>(schema: z.ZodType<T>, args: readonly string[]): Promise<AwsAnswer<T>> {
    try {
      const argv = [...this.argv(args), '--output', 'json'];
      const { stdout } = await this.runner.run(argv, { timeoutMs: TIMEOUT_MS });
      return { kind: 'answer', answer: schema.parse(JSON.parse(stdout)) };
    } catch (error) {
      if (isMissing(error)) throw noAwsCli(error);
      const { stderr } = exitedOrThrow(error);
      return DENIED.test(stderr) ? { kind: 'denied' } : { kind: 'refused', reason: lastLines(stderr, 1).trim() };
    }
  }

  private argv(args: readonly string[]): readonly string[] {
    return ['aws', ...args, '--region', this.region];
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof ProcessError && error.failure.kind === 'spawn-failed';
}

function noAwsCli(cause: unknown): Failure {
  return new Failure(
    'account-not-ready',
    'the AWS CLI, `aws`, was not found',
    'install version 2 of it, or see docs/pipeline.md for what to check by hand',
    { cause },
  );
}
