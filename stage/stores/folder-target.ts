import { createReadStream, createWriteStream, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Header } from 'tar-stream';
import type { StoredCheckpoint, StoreTarget } from './stored-checkpoint';

/** Plain files in a folder: what a mounted EFS file system is to the pipeline. */
export class FolderTarget implements StoreTarget {
  public readonly description: StoredCheckpoint;

  public constructor(private readonly folder: string) {
    this.description = { type: 'folder', path: folder };
  }

  public async putFile(path: string, content: AsyncIterable<unknown>, header: Header): Promise<void> {
    await pipeline(Readable.from(content), createWriteStream(this.place(path), { mode: header.mode }));
  }

  public putText(path: string, content: string): Promise<void> {
    writeFileSync(this.place(path), content);
    return Promise.resolve();
  }

  public readFile(path: string): Promise<Readable> {
    return Promise.resolve(createReadStream(join(this.folder, path)));
  }

  public remove(): Promise<void> {
    rmSync(this.folder, { recursive: true, force: true });
    return Promise.resolve();
  }

  private place(path: string): string {
    const file = join(this.folder, path);
    mkdirSync(dirname(file), { recursive: true });
    return file;
  }
}
