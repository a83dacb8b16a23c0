import { createReadStream } from 'node:fs';
import { copyFile, mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { PACK_FILE } from '../../contract';
import type { StoredCheckpoint, StoreTarget } from './stored-checkpoint';

/** The pack in a folder: what a mounted EFS file system is to the pipeline. */
export class FolderTarget implements StoreTarget {
  public readonly description: StoredCheckpoint;

  public constructor(private readonly folder: string) {
    this.description = { type: 'folder', path: folder };
  }

  public async put(pack: string): Promise<void> {
    await mkdir(this.folder, { recursive: true });
    const part = `${this.pack}.part`;
    await copyFile(pack, part);
    await rename(part, this.pack);
  }

  public read(): Promise<Readable> {
    return Promise.resolve(createReadStream(this.pack, { highWaterMark: 1 << 20 }));
  }

  public async remove(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }

  private get pack(): string {
    return join(this.folder, PACK_FILE);
  }
}
