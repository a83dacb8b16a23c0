import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { pack } from 'tar-stream';
import { packagePath } from '../../kit/package-path';
import { download } from './download';
import { inputsLock, LOCK } from './inputs';
import type { InputsLock } from './inputs';
import type { Workspace } from './workspace';

/** Collects the sources of everything of Debian that is delivered in one archive. */
export async function writeSources(file: string, space: Workspace, inputs = inputsLock()): Promise<void> {
  const { sources } = inputs;
  await mkdir(dirname(file), { recursive: true });
  const tar = pack();
  const written = pipeline(tar, createWriteStream(file));
  // A failure while files are added is reported below.
  written.catch(() => undefined);
  await addFile(tar, LOCK, packagePath(LOCK));
  for (const source of sources) await addSource(tar, source, space);
  tar.finalize();
  await written;
  space.say(`sources of ${sources.length} packages: ${file}`);
}

async function addSource(
  tar: ReturnType<typeof pack>,
  { files, name, version }: InputsLock['sources'][number],
  space: Workspace,
): Promise<void> {
  for (const entry of files) {
    const path = await download(entry, space);
    await addFile(tar, `${name}_${version.replace(/^\d+:/, '')}/${basename(entry.urls[0] ?? '')}`, path);
  }
}

async function addFile(tar: ReturnType<typeof pack>, name: string, path: string): Promise<void> {
  const { size } = await stat(path);
  const sink = tar.entry({ name, size, mode: 0o644, mtime: new Date(0) });
  await pipeline(createReadStream(path), sink);
}
