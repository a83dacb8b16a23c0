import { IMAGE_FOLDER } from '../../../contract';
import { isBelow } from '../../../engines';
import type { StageContext } from '../../context/stage-context';
import type { ContainerRuntime } from '../../containers';
import { containerEntries } from '../../containers/container-files';
import type { ContainerEntry } from '../../containers/container-files';
import type { Layered } from '../states';
import type { ChangedPaths } from './changed-paths';
import { changedEntry } from './layer-archive';
import type { ChangedEntry, LayerArchive } from './layer-archive';

/** What the image has in the place of changed and removed files. */
export interface Originals {
  readonly entries: readonly ChangedEntry[];
  /** What the service removed: of a folder that it made again, only what is not there any more. */
  readonly removed: readonly string[];
}

/**
 * Adds what the image has at the replaced and removed paths, and below them, to the layer: a restore that fails leaves
 * the changes of the capture in the container, and the cold start after it needs the image's own files back.
 */
export async function addOriginals(
  { containers, run }: StageContext,
  { image }: Layered,
  archive: LayerArchive,
  replaced: readonly string[],
  changes: ChangedPaths,
): Promise<Originals> {
  if (replaced.length + changes.removed.length === 0) return { entries: [], removed: [] };
  const container = await containers.create({
    image,
    labels: run.labels,
    network: { kind: 'network', name: 'none', aliases: [] },
  });
  const entries: ChangedEntry[] = [];
  const removed: string[] = [];
  const add = async (entry: ContainerEntry) => {
    entries.push(...changedEntry(entry));
    await archive.add(entry, IMAGE_FOLDER);
  };
  try {
    for await (const entry of entriesAt(containers, container, replaced)) await add(entry);
    for await (const entry of entriesAt(containers, container, changes.removed)) {
      if (isPresent(entry.path, changes)) continue;
      if (!removed.some((folder) => isBelow(entry.path, folder))) removed.push(entry.path);
      await add(entry);
    }
  } finally {
    await containers.remove('container', [container]);
  }
  return { entries, removed };
}

async function* entriesAt(containers: ContainerRuntime, container: string, paths: readonly string[]) {
  for (const path of paths) yield* containerEntries(containers, container, path);
}

/** Some container runtimes call a folder deleted that was deleted and made again, and list what is in it. */
function isPresent(path: string, { present }: ChangedPaths): boolean {
  return present.some((other) => other === path || isBelow(other, path));
}
