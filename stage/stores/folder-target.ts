import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { PACK_FILE } from '../../contract';
import type { StoredCheckpoint, StoreTarget } from './stored-checkpoint';

const IN_MEGABYTES = { highWaterMark: 1 << 20 };

/** The pack in a folder: what a mounted EFS file system is to the pipeline. */
export class FolderTarget implements StoreTarget {
  public readonly description: StoredCheckpoint;

  public constructor(private readonly folder: string) {
    this.description = { type: 'folder', path: folder };
  }

  public async put(pack: string): Promise<void> {
    await mkdir(this.folder, { recursive: true });
    const part = `${this.pack}.part`;
    await pipeline(createReadStream(pack, IN_MEGABYTES), createWriteStream(part));
    await rename(part, this.pack);
  }

  public read(): Promise<Readable> {
    return Promise.resolve(createReadStream(this.pack, IN_MEGABYTES));
  }

  public async remove(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }

  private get pack(): string {
    return join(this.folder, PACK_FILE);
  }
}
