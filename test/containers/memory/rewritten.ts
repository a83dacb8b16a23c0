import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ImageFolder } from '../../../stage/engines/criu/images/image-folder';
import { makeReadable } from '../../support/containers/readable';
import { rewriteCheckpoint } from '../../../stage/engines/criu/rewrite/rewrite';

const PAGE = 4096n;
/** One of so many pages is copied besides its mapping. */
const WORKING_SET = 5n;

/** Rewrites a captured checkpoint to mapped memory, into a folder that can take its place. */
export async function rewritten(source: string, target: string): Promise<string> {
  rewriteCheckpoint(source, target, { memory: 'mapped', workingSet: { written: someOf(source), read: new Set() } });
  // The sizes of its files are others than the manifest knows.
  const manifest = await readFile(join(source, 'manifest'), 'utf8');
  await writeFile(join(target, 'manifest'), manifest.replace(/^file=.*\n/gm, ''));
  await makeReadable(target);
  return target;
}

function someOf(checkpoint: string): ReadonlySet<number> {
  const images = new ImageFolder(checkpoint);
  const pages = new Set<number>();
  for (const { nrPages, vaddr } of images.processes().flatMap((pid) => images.readPagemap(pid).entries)) {
    for (let page = vaddr / PAGE; page < vaddr / PAGE + nrPages; page += WORKING_SET) pages.add(Number(page));
  }
  return pages;
}
