import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, statSync } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { pack } from 'tar-stream';
import type { Header, Pack } from 'tar-stream';
import { PRIVATE_FILE } from '../../../kit/private-files';
import type { PodUser } from '../../../engines';
import type { ContainerRuntime } from '../../containers';
import { containerEntries } from '../../containers/container-files';
import type { ContainerEntry } from '../../containers/container-files';
import { FileNames } from './file-names';

/** A file, folder or link changed in the container. */
export interface ChangedEntry {
  readonly path: string;
  readonly type: 'file' | 'folder' | 'link' | 'name';
  /** In chmod notation. */
  readonly mode: string;
  /** The target of a link, or the file of which this is another name. */
  readonly target: string;
}

export interface ArchivedFile {
  readonly path: string;
  readonly bytes: number;
  readonly digest: string;
}

/** Who owns it and when it was changed has defaults. */
interface ArchiveEntry extends Omit<ContainerEntry, 'header'> {
  readonly header: Partial<Header>;
}

const TYPES: Readonly<Record<string, ChangedEntry['type']>> = { file: 'file', directory: 'folder', symlink: 'link' };

/** On this machine the file is its owner's alone; in the layer it is as CRIU says of the memory file. */
const READABLE = 0o644;

/** Writes the files of a checkpoint layer, read from a container, into a tar archive, preserving owners and modes. */
export class LayerArchive {
  /** Every changed entry, in order. */
  public readonly entries: ChangedEntry[] = [];
  private readonly tar: Pack = pack();
  private readonly written: Promise<void>;
  private readonly names: FileNames;

  public constructor(
    private readonly containers: ContainerRuntime,
    private readonly container: string,
    public readonly file: string,
    /** The owner of every file, where the container runtime does not report owners. */
    private readonly owner?: PodUser,
    /** The folder of the layer below which everything is; its paths are those of the container. */
    private readonly root = '',
  ) {
    this.names = new FileNames(containers, container);
    this.written = pipeline(this.tar, createWriteStream(file, PRIVATE_FILE));
    // A failure while entries are added is reported by `close` or `abandon`.
    this.written.catch(() => undefined);
  }

  /** Adds a file, or a folder with everything below it except the paths left out; returns the regular files. */
  public async addTree(path: string, leaveOut: (path: string) => boolean = () => false): Promise<ArchivedFile[]> {
    const files: ArchivedFile[] = [];
    for await (const entry of containerEntries(this.containers, this.container, path)) {
      if (leaveOut(entry.path)) continue;
      const digest = await this.addChanged(entry);
      if (entry.header.type === 'file') files.push({ path: entry.path, bytes: entry.header.size, digest });
    }
    return files;
  }

  /** Adds a changed file; ignores folders, of which only the attributes changed, which no restore depends on. */
  public async addFile(path: string): Promise<ArchivedFile[]> {
    const files: ArchivedFile[] = [];
    for await (const entry of containerEntries(this.containers, this.container, path)) {
      if (entry.header.type === 'directory' || entry.path !== path) continue;
      files.push({ path, bytes: entry.header.size, digest: await this.addChanged(entry) });
    }
    return files;
  }

  /** Adds an entry that was changed; a file that was added under another name only as that name. */
  private async addChanged(entry: ContainerEntry): Promise<string> {
    const first = await this.names.firstOf(entry);
    this.entries.push(...changedEntry(entry, first));
    return first === undefined ? this.add(entry) : this.addName(entry, first);
  }

  private async addName({ content, header, path }: ContainerEntry, first: string): Promise<string> {
    const hash = createHash('sha256');
    for await (const chunk of content) hash.update(chunk as Uint8Array);
    const name = { ...header, ...this.ownership(), name: this.nameOf(path), size: 0 };
    this.tar.entry({ ...name, type: 'link', linkname: this.nameOf(first) });
    return `sha256:${hash.digest('hex')}`;
  }

  /** Adds a folder that is not in `entries`. */
  public addFolder(path: string, { gid, uid }: PodUser): void {
    this.tar.entry({ name: this.nameOf(path), type: 'directory', mode: 0o755, uid, gid });
  }

  /** Adds a file of this machine, which is not in `entries`. */
  public async addHostFile(file: string, path: string, { gid, uid }: PodUser): Promise<ArchivedFile> {
    const { size } = statSync(file);
    const header = { name: '', type: 'file', mode: READABLE, size, uid, gid } as const;
    return { path, bytes: size, digest: await this.add({ path, header, content: createReadStream(file) }) };
  }

  /** Adds one entry, below a folder of the layer; returns the digest of its content. */
  public async add({ content, header, path }: ArchiveEntry, folder = ''): Promise<string> {
    const hash = createHash('sha256');
    const sink = this.tar.entry({ ...header, ...this.ownership(), name: this.nameOf(`${folder}${path}`) });
    // Fails with the archive, whose error is the one reported.
    sink.on('error', () => undefined);
    for await (const chunk of content) {
      hash.update(chunk as Uint8Array);
      // A file that can no longer be written never drains.
      if (!sink.write(chunk)) await Promise.race([drained(sink), this.written]);
    }
    sink.end(null);
    return `sha256:${hash.digest('hex')}`;
  }

  public addText(path: string, content: string): void {
    this.tar.entry({ name: this.nameOf(path), mode: 0o444 }, content);
  }

  public async close(): Promise<void> {
    this.tar.finalize();
    await this.written;
  }

  /**
   * Closes the archive after an error; returns the root cause, which is the archive's own error if it could not be
   * written.
   */
  public async abandon(error: Error): Promise<Error> {
    this.tar.destroy();
    return this.written.then(
      () => error,
      (failure: unknown) =>
        failure instanceof Error && (failure as NodeJS.ErrnoException).code !== 'ERR_STREAM_PREMATURE_CLOSE'
          ? failure
          : error,
    );
  }

  private nameOf(path: string): string {
    return `${this.root}${path}`.slice(1);
  }

  private ownership(): Partial<Header> {
    return this.owner === undefined ? {} : { uid: this.owner.uid, gid: this.owner.gid, uname: '', gname: '' };
  }
}

/** Returns the entry as the manifest names it; nothing for a device or a pipe. */
export function changedEntry({ header, path }: ContainerEntry, first?: string): ChangedEntry[] {
  const type = TYPES[header.type];
  if (type === undefined) return [];
  const mode = (header.mode & 0o7777).toString(8).padStart(3, '0');
  if (first !== undefined) return [{ path, type: 'name', mode, target: first }];
  return [{ path, type, mode, target: header.linkname }];
}

function drained(sink: ReturnType<Pack['entry']>): Promise<void> {
  return new Promise((resolve) => sink.once('drain', () => resolve()));
}
