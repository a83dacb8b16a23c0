import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { packagePath } from '../../../kit/package-path';

/** How the program ended. */
export interface Ending {
  /** Undefined when a signal ended it. */
  readonly exitCode: number | undefined;
  readonly signal: NodeJS.Signals | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

interface Waiter {
  readonly text: string;
  readonly found: () => void;
}

// Far above what any step takes here, so that it is only reached when something hangs.
const DEADLINE_MS = 90_000;

/** The real program as a process of its own, as a user starts it. */
export class CliProcess {
  private readonly lines: string[] = [];
  private readonly waiters = new Set<Waiter>();
  private readonly ending: Promise<Ending>;

  private constructor(private readonly child: ChildProcess) {
    let stdout = '';
    child.stdout?.setEncoding('utf8').on('data', (chunk: string) => (stdout += chunk));
    if (child.stderr !== null) createInterface({ input: child.stderr }).on('line', (line) => this.take(line));
    this.ending = new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code, signal) =>
        resolve({ exitCode: code ?? undefined, signal: signal ?? undefined, stdout, stderr: this.stderr }),
      );
    });
  }

  public static start(args: readonly string[], options: { cwd: string; env: NodeJS.ProcessEnv }): CliProcess {
    const argv = ['--import', require.resolve('tsx'), packagePath('bin/eks-crac.ts'), ...args];
    return new CliProcess(spawn(process.execPath, argv, { ...options, stdio: ['ignore', 'pipe', 'pipe'] }));
  }

  public get stderr(): string {
    return this.lines.join('\n');
  }

  /** Waits for a line on standard error that holds the text; a program that ends without it is an error. */
  public async line(text: string): Promise<void> {
    if (this.lines.some((line) => line.includes(text))) return;
    let waiter: Waiter | undefined;
    const seen = new Promise<void>((found) => this.waiters.add((waiter = { text, found })));
    const ended = this.ended().then(({ exitCode }) => {
      throw new Error(`ended with status ${exitCode} without the line ${JSON.stringify(text)}:\n${this.stderr}`);
    });
    try {
      await Promise.race([seen, ended]);
    } finally {
      if (waiter !== undefined) this.waiters.delete(waiter);
      ended.catch(() => undefined);
    }
  }

  public signal(name: NodeJS.Signals): void {
    this.child.kill(name);
  }

  /** Waits for the end, and brings it about when it does not come. */
  public async ended(deadlineMs = DEADLINE_MS): Promise<Ending> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        this.child.kill('SIGKILL');
        reject(new Error(`still running after ${deadlineMs / 1000} s:\n${this.stderr}`));
      }, deadlineMs);
    });
    try {
      return await Promise.race([this.ending, late]);
    } finally {
      clearTimeout(timer);
    }
  }

  private take(line: string): void {
    this.lines.push(line);
    for (const { found, text } of this.waiters) if (line.includes(text)) found();
  }
}
