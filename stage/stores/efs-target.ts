import { mkdtempSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, posix } from 'node:path';
import type { Readable } from 'node:stream';
import type { CaptureSpec } from '../../contract';
import { ProcessError, ProcessRunner } from '../../kit/process';
import { Failure } from '../../kit/report/failure';
import { FolderTarget } from './folder-target';
import type { StoredCheckpoint, StoreTarget } from './stored-checkpoint';

type EfsPlace = NonNullable<CaptureSpec['publish']['efs']>;

const MOUNT_MS = 60_000;

/** The pack on an EFS file system, mounted with TLS and the stage's own IAM role while they are written. */
export class EfsTarget implements StoreTarget {
  public readonly description: StoredCheckpoint;
  private mounted: { readonly point: string; readonly folder: FolderTarget } | undefined;

  public constructor(
    private readonly place: EfsPlace,
    private readonly below: string,
    private readonly runner: ProcessRunner = new ProcessRunner(),
  ) {
    const { accessPointId, fileSystemId, path } = place;
    this.description = { type: 'efs', fileSystemId, accessPointId, path: posix.join(path, below) };
  }

  public async open(): Promise<void> {
    const point = mkdtempSync(join(tmpdir(), 'eks-crac-efs-'));
    try {
      await this.runner.run(this.mountArguments(point), { timeoutMs: MOUNT_MS });
    } catch (error) {
      rmdirSync(point);
      if (!(error instanceof ProcessError)) throw error;
      throw new Failure(
        'publish-failed',
        `${this.place.fileSystemId} could not be mounted: ${error.message}`,
        'install amazon-efs-utils, and check that the network reaches the file system on port 2049 and that the role allows elasticfilesystem:ClientMount and ClientWrite through the access point',
        { cause: error },
      );
    }
    this.mounted = { point, folder: new FolderTarget(join(point, this.place.path, this.below)) };
  }

  public async close(): Promise<void> {
    const point = this.mounted?.point;
    if (point === undefined) return;
    this.mounted = undefined;
    await this.runner.run(['umount', point], { timeoutMs: MOUNT_MS });
    rmdirSync(point);
  }

  public put(pack: string): Promise<void> {
    return this.folder.put(pack);
  }

  public read(): Promise<Readable> {
    return this.folder.read();
  }

  public async remove(): Promise<void> {
    await this.open();
    try {
      await this.folder.remove();
    } finally {
      await this.close();
    }
  }

  private get folder(): FolderTarget {
    if (this.mounted === undefined) throw new TypeError('the file system is not mounted');
    return this.mounted.folder;
  }

  private mountArguments(point: string): string[] {
    const { accessPointId, fileSystemId } = this.place;
    return ['mount', '-t', 'efs', '-o', `tls,iam,accesspoint=${accessPointId}`, `${fileSystemId}:/`, point];
  }
}
