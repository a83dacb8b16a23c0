import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { CaptureSpec } from '../../../contract';
import type { StateFolder } from '../../../stage/run/state-folder';
import type { BucketAccess } from '../../../stage/stores/s3-target';
import { BUCKET, DIRECTORY_BUCKET, ObjectServer, REGION, SERVER_KEY } from './object-server';
import { SHAPES } from './shape';
import type { Shape, ShapeName, Shapes } from './shape';
import { ownFolder } from './own-folder';
import type { StoreId } from './store-id';

/** The stores to compare, and how their stand-ins are slowed down. */
export interface ComparedStores {
  readonly ids: readonly StoreId[];
  readonly shape: ShapeName;
}

type Publish = CaptureSpec['publish'];

const PREFIX = 'rehearsal';
const LOOPBACK = '127.0.0.1';

/** What stands in for the stores of AWS while a rehearsal compares them. */
export class StandIns {
  /** The server's one key pair. */
  public readonly buckets: BucketAccess = { credentials: SERVER_KEY, passing: true };
  private readonly serving = new Map<string, Promise<ObjectServer>>();

  private constructor(
    public readonly ids: readonly StoreId[],
    private readonly shapes: Shapes,
    private readonly folder: string,
  ) {}

  public static async open({ ids, shape }: ComparedStores, state: StateFolder): Promise<StandIns> {
    const folder = await ownFolder(join(state.path, 'stand-ins'));
    await mkdir(join(folder, 'files'));
    return new StandIns(ids, SHAPES[shape], folder);
  }

  /** The folder store, in the place of a file system and of what a driver mounts. */
  public get files(): string {
    return join(this.folder, 'files');
  }

  public shapeOf(id: StoreId): Shape | undefined {
    return this.shapes[id];
  }

  /** Returns a spec that publishes to the stand-ins, and to no store of its own. */
  public async publishing(spec: CaptureSpec): Promise<CaptureSpec> {
    const { repository } = spec.publish;
    const publish: Publish = { volume: false, ...(repository === undefined ? {} : { repository }) };
    for (const id of this.ids) Object.assign(publish, await this.placeOf(id));
    return { ...spec, publish };
  }

  /** Returns the server of a store at an address of this machine. */
  public serverOf(id: StoreId, address: string): Promise<ObjectServer> {
    const shape = this.shapeOf(id);
    return this.serve(`${address} ${shape === undefined ? '' : id}`, address, shape);
  }

  public async close(): Promise<void> {
    for (const server of this.serving.values()) await (await server).stop();
    await rm(this.folder, { recursive: true });
  }

  private serve(key: string, address: string, shape?: Shape): Promise<ObjectServer> {
    const known = this.serving.get(key) ?? ObjectServer.start(join(this.folder, 'objects'), address, shape);
    this.serving.set(key, known);
    return known;
  }

  private async placeOf(id: StoreId): Promise<Partial<Publish>> {
    switch (id) {
      case 'image':
        return {};
      case 'efs':
      case 's3-mount':
        return { folder: this.files };
      case 's3':
      case 's3-endpoint':
      case 'node-local':
        return { s3: await this.bucket(BUCKET) };
      case 's3-express':
        return { s3Express: await this.bucket(DIRECTORY_BUCKET) };
      case 'oci-volume':
        return { volume: true };
    }
  }

  /** The stage is on this machine, and is never slowed down. */
  private async bucket(bucket: string) {
    const { endpoint } = await this.serve(LOOPBACK, LOOPBACK);
    return { bucket, prefix: PREFIX, region: REGION, endpoint };
  }
}
