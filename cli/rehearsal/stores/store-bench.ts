import type { PackedCheckpoint, ReleaseRecord } from '../../../contract';
import type { Capture } from '../../../stage/capture';
import type { StageContext } from '../../../stage/context/stage-context';
import type { ContainerMount } from '../../../stage/containers';
import type { StandIns } from './stand-ins';
import type { StoreId } from './store-id';

type Stored = ReleaseRecord['stores'][number];

/** A release whose stores are compared. */
export interface StoreBench {
  readonly context: StageContext;
  readonly capture: Capture;
  readonly standIns: StandIns;
  /** This machine, as containers of the run see it. */
  readonly address: string;
}

/** How a checkpoint has arrived in a pod, and what the container of the service then has. */
export interface Delivered {
  readonly image: 'service' | 'checkpoint';
  /** How long `fetch` took to download, check and unpack it. @default - it comes with an image, or is mounted */
  readonly downloadMs?: number;
  readonly env: Readonly<Record<string, string>>;
  readonly mounts: readonly ContainerMount[];
  /** A volume that goes with the pod. @default - none */
  readonly emptyDir?: string;
}

/** What `fetch` reads, and what it needs for it. */
export interface Source {
  readonly source: string;
  /** @default {} */
  readonly env?: Readonly<Record<string, string>>;
  /** @default [] */
  readonly mounts?: readonly ContainerMount[];
}

/** The kind of store that a record names for each. */
export const RECORDED: Readonly<Record<StoreId, Stored['type']>> = {
  image: 'image',
  efs: 'folder',
  s3: 's3',
  's3-endpoint': 's3',
  's3-express': 's3-express',
  's3-mount': 'folder',
  'node-local': 's3',
  'oci-volume': 'oci-volume',
};

/** Returns what the record says of a store; the stage has published to each that is compared. */
export function storedAs<T extends Stored['type']>(
  { release, stores }: ReleaseRecord,
  type: T,
): Extract<Stored, { readonly type: T }> {
  const found = stores.find((one): one is Extract<Stored, { readonly type: T }> => one.type === type);
  if (found === undefined) throw new TypeError(`${release} has no copy of type ${type}`);
  return found;
}

export function packOf({ checkpoint: { packed }, release }: ReleaseRecord): PackedCheckpoint {
  if (packed === undefined) throw new TypeError(`${release} has no pack`);
  return packed;
}
