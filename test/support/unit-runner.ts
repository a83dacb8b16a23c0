import { Readable } from 'node:stream';
import { pack } from 'tar-stream';
import { ProcessError, ProcessRunner } from '../../kit/process';
import type { OutputStream, ProcessFailure, RunOptions, RunResult } from '../../kit/process';

/** What a program that was never started answers. */
export interface Reply {
  readonly stdout?: string;
  readonly stderr?: string;
  readonly failure?: ProcessFailure;
  /** Files of a tar archive on standard output, by name. */
  readonly files?: Readonly<Record<string, string>>;
  /** Hard links of that archive, each with the name of the file. */
  readonly hardLinks?: Readonly<Record<string, string>>;
}

type Answer = Reply | ((argv: readonly string[], options: RunOptions) => Reply);

export const exited = (exitCode: number, stderr: string): Reply => ({ stderr, failure: { kind: 'exited', exitCode } });
export const json = (document: unknown): Reply => ({ stdout: JSON.stringify(document) });

/**
 * Stands where processes would be started. It knows the exact command lines of a test, or how they begin when they end
 * in `…`; any other fails the test.
 */
export class ScriptedRunner extends ProcessRunner {
  public readonly calls: (readonly string[])[] = [];
  public readonly signals: (AbortSignal | undefined)[] = [];

  public constructor(private readonly script: Readonly<Record<string, Answer>>) {
    super({});
  }

  /** The calls as lines, for reading. */
  public get lines(): readonly string[] {
    return this.calls.map((argv) => argv.join(' '));
  }

  public override watchedBy(): this {
    return this;
  }

  public override run(argv: readonly string[], options: RunOptions = {}): Promise<RunResult> {
    try {
      const { failure, stderr = '', stdout = '' } = this.answer(argv, options);
      if (failure !== undefined) throw new ProcessError(argv, failure, stdout, stderr);
      for (const line of `${stdout}${stderr}`.split('\n').filter((text) => text !== '')) options.onLine?.(line);
      return Promise.resolve({ stdout, stderr });
    } catch (error) {
      return Promise.reject(error instanceof Error ? error : new Error(String(error)));
    }
  }

  public override stream(argv: readonly string[], options: RunOptions = {}): OutputStream {
    const { failure, files, hardLinks, stderr = '', stdout = '' } = this.answer(argv, options);
    for (const line of stderr.split('\n').filter((text) => text !== '')) options.onLine?.(line);
    const done =
      failure === undefined ? Promise.resolve() : Promise.reject(new ProcessError(argv, failure, stdout, stderr));
    done.catch(() => undefined);
    return { stdout: files === undefined ? Readable.from([Buffer.from(stdout)]) : archive(files, hardLinks), done };
  }

  private answer(started: readonly string[], options: RunOptions): Reply {
    const argv = withValues(started, options.env ?? {});
    const line = argv.join(' ');
    this.calls.push(argv);
    this.signals.push(options.signal);
    const known = Object.entries(this.script).find(([key]) =>
      key.endsWith('…') ? line.startsWith(key.slice(0, -1)) : key === line,
    );
    if (known === undefined) throw new Error(`unexpected command: ${line}`);
    return typeof known[1] === 'function' ? known[1](argv, options) : known[1];
  }
}

/** Shows variables that a client takes from its environment as if they were arguments. */
function withValues(argv: readonly string[], env: NonNullable<RunOptions['env']>): readonly string[] {
  return argv.map((argument, index) => {
    const value = ['--env', '--build-arg'].includes(argv[index - 1] ?? '') ? env[argument] : undefined;
    return value === undefined ? argument : `${argument}=${value}`;
  });
}

export function archive(
  files: Readonly<Record<string, string>>,
  hardLinks: Readonly<Record<string, string>> = {},
): Readable {
  const tar = pack();
  for (const [name, content] of Object.entries(files)) {
    if (name.endsWith('/')) tar.entry({ name, type: 'directory' });
    else tar.entry({ name }, content);
  }
  for (const [name, linkname] of Object.entries(hardLinks)) tar.entry({ name, type: 'link', linkname });
  tar.finalize();
  return Readable.from(tar);
}
