import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { extract } from 'tar-stream';
import type { Secret } from '../../context/host-secrets';

export interface FoundSecret {
  readonly name: string;
  /** A file in the archive. */
  readonly file: string;
}

/** Finds files of a tar archive that contain a secret verbatim; a JVM stores such strings byte for byte. */
export async function findSecrets(archive: string, secrets: readonly Secret[]): Promise<readonly FoundSecret[]> {
  const found: FoundSecret[] = [];
  const tar = extract();
  const reading = pipeline(createReadStream(archive), tar);
  for await (const entry of tar) {
    const names = await namesIn(entry as AsyncIterable<Buffer>, secrets);
    found.push(...names.map((name) => ({ name, file: `/${entry.header.name}` })));
  }
  await reading;
  return found;
}

async function namesIn(chunks: AsyncIterable<Buffer>, secrets: readonly Secret[]): Promise<readonly string[]> {
  const sought = secrets.map(({ name, value }) => ({ name, bytes: Buffer.from(value) }));
  const overlap = Math.max(0, ...sought.map(({ bytes }) => bytes.length - 1));
  const found = new Set<string>();
  let end = Buffer.alloc(0);
  for await (const chunk of chunks) {
    const text = Buffer.concat([end, chunk]);
    for (const { bytes, name } of sought) if (text.includes(bytes)) found.add(name);
    end = text.subarray(Math.max(0, text.length - overlap));
  }
  return [...found];
}
