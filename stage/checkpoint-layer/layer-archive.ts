import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { posix } from 'node:path';
import { finished } from 'node:stream/promises';
import { extract, pack } from 'tar-stream';
import type { Header, Pack } from 'tar-stream';
import type { ContainerEngine } from '../clients';

type Content = AsyncIterable<unknown>;

export interface ArchivedFile {
  readonly path: string;
  readonly bytes: number;
  readonly digest: string;
}

/** Writes the files of a checkpoint layer, read from a container, into one tar archive; owners and modes are kept. */
export class LayerArchive {
  private readonly tar: Pack = pack();
  private readonly written: Promise<void>;

  public constructor(
    private readonly engine: ContainerEngine,
    private readonly container: string,
    public readonly file: string,
  ) {
    this.written = finished(this.tar.pipe(createWriteStream(file)));
    // A failure while entries are added reaches the caller through `close`.
    this.written.catch(() => undefined);
  }

  /** Adds a file, or a folder with all that is in it but the paths left out; answers the regular files. */
  public async addTree(path: string, leaveOut: (path: string) => boolean = () => false): Promise<ArchivedFile[]> {
    const files: ArchivedFile[] = [];
    await this.read(path, async (header, content) => {
      const name = posix.join(posix.dirname(path), header.name);
      if (leaveOut(name)) return;
      const digest = await this.copy(header, name, content);
      if (header.type === 'file') files.push({ path: name, bytes: header.size, digest });
    });
    return files;
  }

  /** Adds a changed file; of a folder nothing but its attributes changed, which no restore depends on. */
  public async addFile(path: string): Promise<ArchivedFile[]> {
    const files: ArchivedFile[] = [];
    await this.read(path, async (header, content) => {
      if (header.type === 'directory' || posix.join(posix.dirname(path), header.name) !== path) return;
      files.push({ path, bytes: header.size, digest: await this.copy(header, path, content) });
    });
    return files;
  }

  public addText(path: string, content: string): void {
    this.tar.entry({ name: path.slice(1), mode: 0o444 }, content);
  }

  public async close(): Promise<void> {
    this.tar.finalize();
    await this.written;
  }

  public async abandon(error: Error): Promise<void> {
    this.tar.destroy(error);
    await this.written.catch(() => undefined);
  }

  private async read(path: string, take: (header: Header, content: Content) => Promise<void>): Promise<void> {
    const { done, stdout } = this.engine.copyOut(this.container, path);
    const entries = extract();
    stdout.pipe(entries);
    for await (const entry of entries) {
      await take(entry.header, entry);
      entry.resume();
    }
    await done;
  }

  private async copy(header: Header, name: string, content: Content): Promise<string> {
    const hash = createHash('sha256');
    const sink = this.tar.entry({ ...header, name: name.slice(1) });
    for await (const chunk of content) {
      hash.update(chunk as Uint8Array);
      if (!sink.write(chunk)) await new Promise<void>((resolve) => sink.once('drain', () => resolve()));
    }
    sink.end(null);
    return `sha256:${hash.digest('hex')}`;
  }
}
