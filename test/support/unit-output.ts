import { PassThrough } from 'node:stream';

/** Standard error as a terminal of this width, or as a file. */
export function fakeOutput(columns?: number): { readonly stream: NodeJS.WriteStream; text(): string } {
  let text = '';
  const stream = new PassThrough().on('data', (chunk: Buffer) => (text += chunk.toString('utf8')));
  const output: unknown = Object.assign(stream, { isTTY: columns !== undefined, columns });
  return { stream: output as NodeJS.WriteStream, text: () => text };
}
