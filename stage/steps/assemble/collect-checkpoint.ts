import { createWriteStream, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { CHECKPOINT_FOLDER } from '../../../contract';
import { PRIVATE_FILE, PRIVATE_FOLDER } from '../../../kit/private-files';
import { containerEntries } from '../../containers/container-files';
import type { StageContext } from '../../context/stage-context';
import type { Captured } from '../states';

/** Copies the files of the checkpoint from the capture's container, in which all lie in one folder. */
export async function collectCheckpoint({ containers, run }: StageContext, captured: Captured): Promise<string> {
  const folder = run.workFolder('checkpoint');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, PRIVATE_FOLDER);
  const excluded = new Set(captured.taken.excludedFiles);
  for await (const { content, header, path } of containerEntries(containers, captured.container, CHECKPOINT_FOLDER)) {
    const name = path.slice(CHECKPOINT_FOLDER.length + 1);
    if (header.type !== 'file' || excluded.has(name)) continue;
    mkdirSync(dirname(join(folder, name)), PRIVATE_FOLDER);
    await pipeline(Readable.from(content), createWriteStream(join(folder, name), PRIVATE_FILE));
  }
  return folder;
}

/** The paths of the files in such a folder, in an order that does not depend on the file system. */
export function checkpointFiles(folder: string): string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return entries.map(({ name, parentPath }) => relative(folder, join(parentPath, name))).sort();
}
