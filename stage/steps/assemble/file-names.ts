import type { Header } from 'tar-stream';
import type { ContainerRuntime } from '../../containers';
import { hardLinks } from '../../containers/container-files';
import type { ContainerEntry } from '../../containers/container-files';

interface Written {
  readonly path: string;
  readonly likeness: string;
}

/**
 * Knows which of the files that were written are one file of the container with several names. Names that were read one
 * by one do not tell: for those that look alike, the folder that holds both is read.
 */
export class FileNames {
  private readonly written: Written[] = [];
  private readonly links = new Map<string, Promise<ReadonlyMap<string, string>>>();

  public constructor(
    private readonly containers: ContainerRuntime,
    private readonly container: string,
  ) {}

  /** Returns the name under which this file was written before, or undefined, and remembers this one. */
  public async firstOf({ header, path, sameAs }: ContainerEntry): Promise<string | undefined> {
    if (header.type !== 'file') return undefined;
    const known = this.written.find((other) => other.path === sameAs);
    if (known !== undefined) return known.path;
    const likeness = likenessOf(header);
    for (const other of this.written) {
      if (other.likeness === likeness && (await this.areOne(other.path, path))) return other.path;
    }
    this.written.push({ path, likeness });
    return undefined;
  }

  private async areOne(one: string, two: string): Promise<boolean> {
    const folder = commonFolder(one, two);
    // The whole container would be read.
    if (folder === '/') return false;
    const links = await this.linksIn(folder);
    const first = (path: string) => links.get(path) ?? path;
    return first(one) === first(two);
  }

  private linksIn(folder: string): Promise<ReadonlyMap<string, string>> {
    const read = this.links.get(folder) ?? hardLinks(this.containers, this.container, folder);
    this.links.set(folder, read);
    return read;
  }
}

/** What all names of a file have in common. */
function likenessOf({ gid, mode, mtime, size, uid }: Header): string {
  return [size, mtime.getTime(), mode, uid, gid].join(' ');
}

function commonFolder(one: string, two: string): string {
  const [parts, others] = [one.split('/').slice(0, -1), two.split('/').slice(0, -1)];
  const differing = parts.findIndex((part, index) => part !== others[index]);
  return parts.slice(0, differing < 0 ? parts.length : differing).join('/') || '/';
}
