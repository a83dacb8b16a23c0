import { createHash } from 'node:crypto';
import type { ContainerRuntime } from '../../containers';
import { containerEntries } from '../../containers/container-files';
import type { StageContext } from '../../context/stage-context';
import type { Captured } from '../states';
import type { Change } from './changed-paths';

/** For each path, what tells two versions of a file apart. */
type Tree = ReadonlyMap<string, string>;

/**
 * What the service changed on volumes that its image declares (`VOLUME /tmp`). Each container gets a volume of its own
 * there, filled with the files of the image, and the container runtime's list of changes leaves it out.
 */
export async function volumeChanges({ containers, run }: StageContext, captured: Captured): Promise<Change[]> {
  const { volumes } = captured.config;
  if (volumes.length === 0) return [];
  const untouched = await containers.create({
    image: captured.image,
    labels: run.labels,
    network: { kind: 'network', name: 'none', aliases: [] },
  });
  try {
    const changes: Change[] = [];
    for (const volume of [...volumes].sort()) {
      const before = await treeOf(containers, untouched, volume);
      changes.push(...difference(volume, before, await treeOf(containers, captured.container, volume)));
    }
    return changes;
  } finally {
    await containers.remove('container', [untouched]);
  }
}

async function treeOf(containers: ContainerRuntime, container: string, volume: string): Promise<Tree> {
  const tree = new Map<string, string>();
  for await (const { content, header, path } of containerEntries(containers, container, volume)) {
    const hash = createHash('sha256');
    for await (const chunk of content) hash.update(chunk as Uint8Array);
    const { linkname, mode, type } = header;
    // Only the attributes of a folder say nothing, as in the container runtime's own list.
    tree.set(path, type === 'directory' ? type : `${type} ${mode} ${linkname} ${hash.digest('hex')}`);
  }
  return tree;
}

function difference(volume: string, before: Tree, after: Tree): Change[] {
  const kind = (path: string) => (before.has(path) ? 'C' : 'A');
  const written = [...after].filter(([path, version]) => path !== volume && before.get(path) !== version);
  const removed = [...before.keys()].filter((path) => !after.has(path));
  return [...written.map(([path]) => ({ kind: kind(path), path })), ...removed.map((path) => ({ kind: 'D', path }))];
}
