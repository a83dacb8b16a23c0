import { PassThrough } from 'node:stream';

/** Standard error as a terminal of this width, or as a file. */
export function fakeOutput(columns?: number): { readonly stream: NodeJS.WriteStream; text(): string } {
  let text = '';
  const stream = new PassThrough().on('data', (chunk: Buffer) => (text += chunk.toString('utf8')));
  // Node leaves `isTTY` out where there is no terminal.
  const output: unknown = columns === undefined ? stream : Object.assign(stream, { isTTY: true, columns });
  return { stream: output as NodeJS.WriteStream, text: () => text };
}
