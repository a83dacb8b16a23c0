import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import type { Readable } from 'node:stream';
import { ProcessError } from './process-error';
import type { ProcessFailure } from './process-error';
import { endGroup, KILL_GRACE_MS, stopGroup } from './process-group';
import { collect, feed, required, settleLater, Tail } from './process-streams';

export interface RunOptions {
  /** @default - the directory of the calling process */
  readonly cwd?: string;
  /**
   * Added to the runner's environment; `undefined` removes a variable.
   * @default - nothing is added
   */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Written to standard input, which is then closed. @default - standard input is empty */
  readonly input?: string | AsyncIterable<unknown>;
  /**
   * Called with each line of standard output and standard error as it arrives.
   * @default - output is only collected
   */
  readonly onLine?: (line: string) => void;
  /**
   * Terminates the process when aborted.
   * @default - the process runs to its end
   */
  readonly signal?: AbortSignal | undefined;
  /** @default - no limit */
  readonly timeoutMs?: number;
}

export interface RunResult {
  readonly stdout: string;
  readonly stderr: string;
}

/** A process whose output is consumed while it runs. */
export interface OutputStream {
  readonly stdout: Readable;
  /** Settles when the process has ended; rejects with a `ProcessError` unless it exited with 0. */
  readonly done: Promise<void>;
}

/** A process that runs until it is stopped, for example a companion that is a command. */
export interface BackgroundProcess {
  readonly pid: number;
  /** Resolves when the process has ended, whatever the outcome. */
  readonly ended: Promise<ProcessFailure | undefined>;
  /** Returns the output so far, standard output and standard error together, at most the last megabyte. */
  output(): string;
  /** Terminates the process group; kills what is left after the grace period. */
  stop(graceMs?: number): Promise<void>;
}

/**
 * The only place that starts child processes. It takes argument lists and never a shell line, so a value cannot become
 * a command.
 */
export class ProcessRunner {
  public constructor(
    private readonly env: NodeJS.ProcessEnv = process.env,
    private readonly onStart: (pid: number) => void = () => undefined,
  ) {}

  /** Returns a runner whose children get these variables as well. */
  public withEnv(env: Readonly<Record<string, string>>): ProcessRunner {
    return new ProcessRunner({ ...this.env, ...env }, this.onStart);
  }

  /** Returns a runner that reports each process group it starts. */
  public watchedBy(onStart: (pid: number) => void): ProcessRunner {
    return new ProcessRunner(this.env, onStart);
  }

  /** Runs a program to completion; rejects with a `ProcessError` unless it exits with 0. */
  public async run(argv: readonly string[], options: RunOptions = {}): Promise<RunResult> {
    const stdout: string[] = [];
    const stderr: string[] = [];
    const child = this.spawn(argv, options);
    const failed = this.outcome(child, options);
    const streams = settleLater([
      collect(child.stdout, stdout, options.onLine),
      collect(child.stderr, stderr, options.onLine),
      feed(child, options.input),
    ]);
    const failure = await failed;
    await streams;
    const result = { stdout: stdout.join(''), stderr: stderr.join('') };
    if (failure !== undefined) throw new ProcessError(argv, failure, result.stdout, result.stderr);
    return result;
  }

  /** Starts a program whose standard output is read as a stream; `onLine` gets the lines of standard error alone. */
  public stream(argv: readonly string[], options: RunOptions = {}): OutputStream {
    const stderr: string[] = [];
    const child = this.spawn(argv, options);
    const failed = this.outcome(child, options);
    const streams = settleLater([collect(child.stderr, stderr, options.onLine), feed(child, options.input)]);
    const done = (async () => {
      const failure = await failed;
      await streams;
      if (failure !== undefined) throw new ProcessError(argv, failure, '', stderr.join(''));
    })();
    // The reader may fail first; awaiting `done` still rejects.
    done.catch(() => undefined);
    return { stdout: required(child.stdout), done };
  }

  /** Starts a program in a new process group and leaves it running. */
  public async start(
    argv: readonly string[],
    options: Omit<RunOptions, 'timeoutMs' | 'input'> = {},
  ): Promise<BackgroundProcess> {
    const output = new Tail();
    const child = this.spawn(argv, options);
    const ended = this.outcome(child, {});
    for (const stream of [child.stdout, child.stderr]) {
      required(stream)
        .setEncoding('utf8')
        .on('data', (chunk: string) => output.append(chunk));
    }
    child.stdin?.end();
    const pid = child.pid;
    if (pid === undefined) throw new ProcessError(argv, (await ended) ?? { kind: 'aborted' }, '', '');
    return {
      pid,
      ended,
      output: () => output.toString(),
      stop: (graceMs = KILL_GRACE_MS) => stopGroup(pid, ended, graceMs),
    };
  }

  private spawn(argv: readonly string[], options: RunOptions): ChildProcess {
    const [program, ...args] = argv;
    if (program === undefined) throw new TypeError('a process needs the name of a program');
    const child = spawn(program, args, {
      cwd: options.cwd,
      env: { ...this.env, ...options.env },
      stdio: ['pipe', 'pipe', 'pipe'],
      // A separate process group: Ctrl-C in the terminal reaches only this program, which then stops its children in
      // order.
      detached: true,
    });
    if (child.pid !== undefined) this.onStart(child.pid);
    return child;
  }

  /** Waits for the process to end; terminates it on abort or timeout. */
  private outcome(
    child: ChildProcess,
    options: Pick<RunOptions, 'signal' | 'timeoutMs'>,
  ): Promise<ProcessFailure | undefined> {
    return new Promise((resolve) => {
      let cut: ProcessFailure | undefined;
      const cutOff = (failure: ProcessFailure) => {
        cut ??= failure;
        endGroup(child);
      };
      const onAbort = () => cutOff({ kind: 'aborted' });
      const timeoutMs = options.timeoutMs;
      const timer =
        timeoutMs === undefined ? undefined : setTimeout(() => cutOff({ kind: 'timed-out', timeoutMs }), timeoutMs);
      const settle = (failure: ProcessFailure | undefined) => {
        clearTimeout(timer);
        options.signal?.removeEventListener('abort', onAbort);
        resolve(cut ?? failure);
      };
      child.once('error', (error: NodeJS.ErrnoException) =>
        settle({ kind: 'spawn-failed', code: error.code ?? error.message }),
      );
      child.once('close', (code, signal) => settle(ending(code, signal)));
      if (options.signal?.aborted === true) onAbort();
      else options.signal?.addEventListener('abort', onAbort, { once: true });
    });
  }
}

function ending(code: number | null, signal: NodeJS.Signals | null): ProcessFailure | undefined {
  if (signal !== null) return { kind: 'killed', signal };
  return code === 0 ? undefined : { kind: 'exited', exitCode: code ?? -1 };
}
