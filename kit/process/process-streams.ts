import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

const OUTPUT_LIMIT = 1024 * 1024;

/** Keeps the end of the appended text, so that a chatty process cannot exhaust memory. */
export class Tail {
  private text = '';

  public append(chunk: string): void {
    this.text += chunk;
    if (this.text.length > 2 * OUTPUT_LIMIT) this.text = this.text.slice(-OUTPUT_LIMIT);
  }

  public toString(): string {
    return this.text;
  }
}

export function required<T>(stream: T | null): T {
  if (stream === null) throw new TypeError('the process was started without this stream');
  return stream;
}

/**
 * Joins streams that may fail before the process has ended, without an unhandled rejection; awaiting the result still
 * rejects.
 */
export function settleLater(streams: readonly Promise<void>[]): Promise<unknown> {
  const all = Promise.all(streams);
  all.catch(() => undefined);
  return all;
}

/** Reads a stream to its end, line by line if there is a listener. */
export async function collect(stream: Readable | null, into: string[], onLine?: (line: string) => void): Promise<void> {
  if (stream === null) return;
  stream.setEncoding('utf8');
  if (onLine === undefined) {
    for await (const chunk of stream) into.push(chunk as string);
    return;
  }
  for await (const line of createInterface({ input: stream })) {
    into.push(`${line}\n`);
    onLine(line);
  }
}

/** A child may exit without reading its input; its exit code decides then, not the broken pipe. */
export async function feed(child: ChildProcess, input: string | AsyncIterable<unknown> | undefined): Promise<void> {
  const stdin = required(child.stdin);
  const source = typeof input === 'string' ? Readable.from([input]) : input;
  try {
    if (source === undefined) stdin.end();
    else await pipeline(source, stdin);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code !== 'EPIPE' && code !== 'ECONNRESET' && code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
  }
}
