import { spawn } from 'node:child_process';
import type { ChildProcessByStdio } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { bytesOf } from './case';
import type { Bytes } from './case';

/** How `start` ended in a container. */
export interface Ended {
  /** -1 when it hung. */
  readonly status: number;
  /** Whether it left processes. */
  readonly left: boolean;
}

const NAMESPACES = ['--mount', '--pid', '--net', '--fork', '--kill-child'];

/** Containers, one after the other, in the namespaces of a runner that stays. */
export class Containers {
  private readonly child: ChildProcessByStdio<Writable, Readable, Readable>;
  private readonly waiting: ((line: string) => void)[] = [];
  private failed: ((error: Error) => void) | undefined;

  public constructor(runner: string, root: string) {
    this.child = spawn('unshare', [...NAMESPACES, runner, root], { stdio: ['pipe', 'pipe', 'pipe'] });
    createInterface({ input: this.child.stdout }).on('line', (line) => this.waiting.shift()?.(line));
    let said = '';
    this.child.stderr.on('data', (data: Buffer) => (said += data.toString()));
    this.child.on('close', (status) => this.failed?.(new Error(`the runner ended with status ${status}: ${said}`)));
    this.child.stdin.on('error', () => undefined);
  }

  public async makePipes(pipes: readonly string[]): Promise<void> {
    if (pipes.length > 0) await this.ask(pipes, [], []);
  }

  public async run(command: readonly Bytes[], environment: readonly Bytes[]): Promise<Ended> {
    const [status = -1, left] = (await this.ask([], command, environment)).split(' ').map(Number);
    return { status, left: left === 1 };
  }

  public close(): void {
    this.failed = undefined;
    this.child.stdin.end();
  }

  private ask(...lists: readonly (readonly Bytes[])[]): Promise<string> {
    this.child.stdin.write(Buffer.concat(lists.map(strings)));
    return new Promise((found, failed) => {
      this.waiting.push(found);
      this.failed = failed;
    });
  }
}

function strings(all: readonly Bytes[]): Buffer {
  return Buffer.concat([number(all.length), ...all.flatMap((one) => [number(bytesOf(one).length), bytesOf(one)])]);
}

function number(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
