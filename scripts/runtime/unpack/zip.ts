import { chmod, mkdir, open, writeFile } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { basename, dirname, join, normalize } from 'node:path';
import { promisify } from 'node:util';
import { inflateRaw } from 'node:zlib';
import { BuildError } from '../build-error';

const inflate = promisify(inflateRaw);

interface ZipEntry {
  readonly name: string;
  readonly mode: number;
  readonly deflated: boolean;
  readonly bytes: number;
  readonly offset: number;
}

const END = 0x06054b50;
const CENTRAL = 0x02014b50;
const LOCAL = 0x04034b50;
const END_BYTES = 22;
const CENTRAL_BYTES = 46;
const LOCAL_BYTES = 30;

/** Unpacks those files of a zip archive that `place` gives a path below the folder. */
export async function unpackZip(
  file: string,
  folder: string,
  place: (name: string) => string | undefined,
): Promise<void> {
  const archive = await open(file);
  try {
    for (const entry of await entriesOf(archive, file)) {
      const path = entry.name.endsWith('/') ? undefined : place(entry.name);
      if (path !== undefined) await unpackEntry(archive, entry, join(folder, normalize(`/${path}`)));
    }
  } finally {
    await archive.close();
  }
}

async function unpackEntry(archive: FileHandle, entry: ZipEntry, path: string): Promise<void> {
  const local = await bytesAt(archive, entry.offset, LOCAL_BYTES);
  if (local.readUInt32LE(0) !== LOCAL) throw damaged(path);
  const start = entry.offset + LOCAL_BYTES + local.readUInt16LE(26) + local.readUInt16LE(28);
  const packed = await bytesAt(archive, start, entry.bytes);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, entry.deflated ? await inflate(packed) : packed);
  await chmod(path, (entry.mode & 0o111) === 0 ? 0o644 : 0o755);
}

async function entriesOf(archive: FileHandle, file: string): Promise<readonly ZipEntry[]> {
  const { size } = await archive.stat();
  // No archive that is read here has a comment after this record.
  const end = await bytesAt(archive, size - END_BYTES, END_BYTES);
  if (end.readUInt32LE(0) !== END) throw damaged(file);
  const directory = await bytesAt(archive, end.readUInt32LE(16), end.readUInt32LE(12));
  const entries: ZipEntry[] = [];
  for (let at = 0; at < directory.length;) {
    if (directory.readUInt32LE(at) !== CENTRAL) throw damaged(file);
    const nameBytes = directory.readUInt16LE(at + 28);
    entries.push({
      name: directory.toString('utf8', at + CENTRAL_BYTES, at + CENTRAL_BYTES + nameBytes),
      mode: directory.readUInt32LE(at + 38) >>> 16,
      deflated: directory.readUInt16LE(at + 10) !== 0,
      bytes: directory.readUInt32LE(at + 20),
      offset: directory.readUInt32LE(at + 42),
    });
    at += CENTRAL_BYTES + nameBytes + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32);
  }
  return entries;
}

async function bytesAt(archive: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await archive.read(Buffer.alloc(length), 0, length, position);
  return buffer.subarray(0, bytesRead);
}

function damaged(file: string): BuildError {
  return new BuildError(
    `the archive ${basename(file)} cannot be read as zip`,
    'delete it from the cache and try again',
  );
}
