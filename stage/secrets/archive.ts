import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { extract } from 'tar-stream';
import { fromBufferPromise } from 'yauzl';

/** A file in an archive; its content must be read before the next one. */
export interface Member {
  readonly name: string;
  readonly content: AsyncIterable<Uint8Array>;
}

type Format = (bytes: Buffer) => AsyncGenerator<Member>;

/** It begins like an archive and is none, or a part of it is damaged or encrypted. */
export class UnreadableArchive extends Error {
  public override readonly name = 'UnreadableArchive';
}

/** What is read to know what a file is. */
export const HEAD_BYTES = 512;
const TAR_MAGIC = { at: 257, bytes: Buffer.from('ustar') };
const ZIP_MAGIC = Buffer.from('PK');
/** The end of central directory record (APPNOTE.TXT, 4.3.16). */
const ZIP_END = Buffer.from('PK\x05\x06');
const ZIP_END_BYTES = 22;
/** A jar may begin with a script that starts it. */
const ZIP_NAME = /\.(?:jar|war|ear|zip)$/i;
const GZIP_MAGIC = Buffer.from([0x1f, 0x8b, 0x08]);

/** Returns how to unpack a file that begins like this; nothing for one that is no archive. */
export function formatOf(name: string, head: Buffer): Format | undefined {
  if (startsWith(head, ZIP_MAGIC) || ZIP_NAME.test(name)) return unzip;
  if (startsWith(head, GZIP_MAGIC)) return gunzip;
  return head.subarray(TAR_MAGIC.at).indexOf(TAR_MAGIC.bytes) === 0 ? untar : undefined;
}

function startsWith(bytes: Buffer, magic: Buffer): boolean {
  return bytes.subarray(0, magic.length).equals(magic);
}

async function* unzip(bytes: Buffer): AsyncGenerator<Member> {
  try {
    const zip = await fromBufferPromise(withoutScript(bytes), { lazyEntries: true, strictFileNames: false });
    for await (const entry of zip.eachEntry()) {
      if (entry.fileName.endsWith('/')) continue;
      yield { name: entry.fileName, content: checked(await zip.openReadStreamPromise(entry)) };
    }
  } catch (error) {
    throw asUnreadable(error);
  }
}

/** Offsets in a zip file count from its own beginning, which the script before it hides from the library. */
function withoutScript(bytes: Buffer): Buffer {
  const end = bytes.lastIndexOf(ZIP_END);
  if (end < 0 || end + ZIP_END_BYTES > bytes.length) return bytes;
  const [size, offset] = [bytes.readUInt32LE(end + 12), bytes.readUInt32LE(end + 16)];
  return bytes.subarray(Math.max(0, end - size - offset));
}

async function* gunzip(bytes: Buffer): AsyncGenerator<Member> {
  yield await Promise.resolve({ name: 'content', content: checked(Readable.from([bytes]).pipe(createGunzip())) });
}

async function* untar(bytes: Buffer): AsyncGenerator<Member> {
  const tar = extract();
  Readable.from([bytes]).pipe(tar);
  try {
    for await (const entry of tar) {
      yield { name: entry.header.name, content: checked(entry as AsyncIterable<Uint8Array>) };
      entry.resume();
    }
  } catch (error) {
    throw asUnreadable(error);
  }
}

/** A reader's error does not pass through here: it ends the generator without one. */
async function* checked(content: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* content;
  } catch (error) {
    throw asUnreadable(error);
  }
}

/** The libraries have no class for it. */
function asUnreadable(error: unknown): UnreadableArchive {
  return new UnreadableArchive(error instanceof Error ? error.message : String(error), { cause: error });
}
