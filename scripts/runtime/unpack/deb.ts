import { chmod, link, mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { basename, dirname, join, normalize, relative } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { extract } from 'tar-stream';
import type { Header } from 'tar-stream';
import { XzReadableStream } from 'xz-decompress';
import { BuildError } from '../build-error';
import { arMembers } from './ar';

/** Unpacks the files of a package of Debian; absolute links become links below the root. */
export async function unpackDeb(file: string, root: string): Promise<void> {
  const members = arMembers(await readFile(file), basename(file));
  const data = members.find(({ name }) => name.startsWith('data.tar'));
  if (data?.name !== 'data.tar.xz') {
    const text = `the package ${basename(file)} has no data.tar.xz, but ${members.map(({ name }) => name).join(', ')}`;
    throw new BuildError(text, 'teach scripts/runtime/unpack/deb.ts this compression');
  }
  const tar = extract();
  const source = Readable.from(decompressed(data.content));
  source.on('error', (error) => tar.destroy(error));
  source.pipe(tar);
  for await (const entry of tar) {
    await unpackEntry(entry.header, await buffer(entry), root);
  }
}

async function* decompressed(content: Buffer): AsyncGenerator<Uint8Array> {
  const stream = new XzReadableStream(new Blob([new Uint8Array(content)]).stream());
  for (const reader = stream.getReader(); ;) {
    const { done, value } = await reader.read();
    if (done) return;
    yield value;
  }
}

async function unpackEntry(header: Header, content: Buffer, root: string): Promise<void> {
  const path = inside(root, header.name);
  if (header.type === 'directory') {
    await mkdir(path, { recursive: true });
    return;
  }
  await mkdir(dirname(path), { recursive: true });
  await rm(path, { force: true, recursive: true });
  if (header.type === 'symlink') return symlink(linkTarget(header.linkname, path, root), path);
  if (header.type === 'link') return link(inside(root, header.linkname), path);
  await writeFile(path, content);
  await chmod(path, header.mode & 0o777);
}

function linkTarget(target: string, path: string, root: string): string {
  return target.startsWith('/') ? relative(dirname(path), join(root, target)) : target;
}

/** Normalising from the root keeps a path from leaving it. */
function inside(root: string, name: string): string {
  return join(root, normalize(`/${name}`));
}
