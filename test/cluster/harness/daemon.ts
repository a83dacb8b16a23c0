import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { readIfThere } from '../../../machine/files';
import { waitUntil, WaitTimeout } from '../../../kit/wait';
import { commandLine, recordedPid } from '../../../machine/own-docker/processes';
import { lastLines } from '../../../kit/process';
import type { ProcessRunner } from '../../../kit/process';

const GONE_MS = 15_000;

export interface DaemonOptions {
  readonly name: string;
  /** The first is a path; one of them names the state folder, by which the process is known again. */
  readonly argv: readonly string[];
  /** @default - the environment of the runner */
  readonly env?: Readonly<Record<string, string>>;
}

/** A caller's own folder for temporary files may be gone long before the process is. */
const NOT_THE_CALLERS = { TMPDIR: undefined };

/** A process of the cluster that goes on when this program ends. */
export class Daemon {
  public readonly log: string;
  private readonly pidFile: string;

  public constructor(
    private readonly state: string,
    private readonly runner: ProcessRunner,
    private readonly options: DaemonOptions,
  ) {
    this.log = join(state, 'logs', `${options.name}.log`);
    this.pidFile = join(state, 'pids', options.name);
  }

  public get name(): string {
    return this.options.name;
  }

  /** A number that was reused for another program does not count. */
  public async pid(): Promise<number | undefined> {
    const pid = await recordedPid(this.pidFile);
    if (pid === undefined) return undefined;
    return (await commandLine(pid)).some((argument) => argument.includes(this.state)) ? pid : undefined;
  }

  public async start(): Promise<void> {
    if ((await this.pid()) !== undefined) return;
    const [program = '', ...args] = this.options.argv;
    for (const folder of ['logs', 'pids']) await mkdir(join(this.state, folder), { recursive: true });
    await rm(this.pidFile, { force: true });
    // It leaves no pipe, no terminal and no parent behind that would end the process with this one.
    const start = ['start-stop-daemon', '--start', '--background', '--make-pidfile', '--pidfile', this.pidFile];
    const env = { ...NOT_THE_CALLERS, ...this.options.env };
    await this.runner.run([...start, '--output', this.log, '--exec', program, '--', ...args], { env });
    // The child writes its number, which may be a moment after start-stop-daemon has returned.
    await waitUntil<number>({ timeoutMs: GONE_MS, intervalMs: 10 }, async () => {
      const pid = await recordedPid(this.pidFile);
      return pid === undefined ? { seen: `no number in ${this.pidFile}` } : { found: pid };
    });
  }

  /** What it said last, for an error. */
  public async lastWords(): Promise<string> {
    return `${this.log}:\n${lastLines((await readIfThere(this.log)) ?? '')}`;
  }

  /** Ends the process and waits until it is gone. */
  public async stop(): Promise<void> {
    for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
      const pid = await this.pid();
      if (pid === undefined) return;
      process.kill(pid, signal);
      if (await this.gone()) return;
    }
    throw new Error(`${this.name} does not end; see ${this.log}`);
  }

  private async gone(): Promise<boolean> {
    try {
      return await waitUntil<true>({ timeoutMs: GONE_MS, intervalMs: 50 }, async () =>
        (await this.pid()) === undefined ? { found: true } : { seen: 'its process' },
      );
    } catch (error) {
      if (error instanceof WaitTimeout) return false;
      throw error;
    }
  }
}
