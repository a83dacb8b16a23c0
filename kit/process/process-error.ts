/** How a child process failed. Each kind needs a different remedy, so they are kept apart. */
export type ProcessFailure =
  | { kind: 'spawn-failed'; code: string }
  | { kind: 'exited'; exitCode: number }
  | { kind: 'killed'; signal: string }
  | { kind: 'timed-out'; timeoutMs: number }
  | { kind: 'aborted' };

const LINES_SHOWN = 15;

/** Returns the last lines of a program's output, for error texts. */
export function lastLines(text: string, count: number = LINES_SHOWN): string {
  return text.trimEnd().split('\n').slice(-count).join('\n');
}

function reason(program: string, failure: ProcessFailure): string {
  switch (failure.kind) {
    case 'spawn-failed':
      return failure.code === 'ENOENT'
        ? `${program} was not found`
        : `${program} could not be started: ${failure.code}`;
    case 'exited':
      return `${program} exited with code ${failure.exitCode}`;
    case 'killed':
      return `${program} was killed by ${failure.signal}`;
    case 'timed-out':
      return `${program} did not end within ${failure.timeoutMs / 1000} s`;
    case 'aborted':
      return `${program} was interrupted`;
  }
}

/** The only error the process runner throws. Its message is the reason, the command and the last output. */
export class ProcessError extends Error {
  public override readonly name = 'ProcessError';

  public constructor(
    public readonly argv: readonly string[],
    public readonly failure: ProcessFailure,
    public readonly stdout: string,
    public readonly stderr: string,
  ) {
    const output = lastLines(stderr.trim() === '' ? stdout : stderr);
    const program = argv.slice(0, 2).join(' ');
    super(output === '' ? reason(program, failure) : `${reason(program, failure)}: ${output}`);
  }

  public get exitCode(): number | undefined {
    return this.failure.kind === 'exited' ? this.failure.exitCode : undefined;
  }
}

/** Returns the error of a program that ran and exited with another status than 0; rethrows every other error. */
export function exitedOrThrow(error: unknown): ProcessError {
  if (!(error instanceof ProcessError) || error.failure.kind !== 'exited') throw error;
  return error;
}
