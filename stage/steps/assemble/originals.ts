import { IMAGE_FOLDER } from '../../../contract';
import type { StageContext } from '../../context/stage-context';
import { containerEntries } from '../../containers/container-files';
import type { Layered } from '../states';
import { changedEntry } from './layer-archive';
import type { ChangedEntry, LayerArchive } from './layer-archive';

/**
 * Adds what the image has at the given paths, and below them, to the layer: a restore that fails leaves the changes of
 * the capture in the container, and the cold start after it needs the image's own files back.
 */
export async function addOriginals(
  { containers, run }: StageContext,
  { image }: Layered,
  archive: LayerArchive,
  paths: readonly string[],
): Promise<readonly ChangedEntry[]> {
  if (paths.length === 0) return [];
  const container = await containers.create({
    image,
    labels: run.labels,
    network: { kind: 'network', name: 'none', aliases: [] },
  });
  const originals: ChangedEntry[] = [];
  try {
    for (const path of paths) {
      for await (const entry of containerEntries(containers, container, path)) {
        originals.push(...changedEntry(entry));
        await archive.add(entry, IMAGE_FOLDER);
      }
    }
  } finally {
    await containers.remove('container', [container]);
  }
  return originals;
}
