import type { S3Client } from '@aws-sdk/client-s3';
import { posix } from 'node:path';
import type { ReleaseRecord } from '../../contract';
import { BucketCopies } from './bucket-copies';
import type { RecordedPlace } from './copy-store';
import { FolderCopies } from './folder-copies';

type RecordedStore = ReleaseRecord['stores'][number];

/** How the places in records are reached. */
export interface Reach {
  readonly s3: S3Client;
  /** Where the root of a file system's access point is mounted, by the id of the file system. */
  readonly mounts: ReadonlyMap<string, string>;
}

/** The places of copies that records name, each once, and those that cannot be reached. */
export interface RecordedPlaces {
  readonly stores: readonly RecordedPlace[];
  readonly unreached: readonly string[];
}

/** Finds the places in the records of a service, where copies without a record are, too. */
export function recordedPlaces(records: readonly ReleaseRecord[], { mounts, s3 }: Reach): RecordedPlaces {
  const stores = new Map<string, RecordedPlace>();
  const unreached = new Set<string>();
  for (const store of records.flatMap((record) => record.stores)) {
    const found = copyStore(store, s3, mounts);
    if (found !== undefined) stores.set(found.place, found);
    else if (store.type === 'efs') unreached.add(store.fileSystemId);
  }
  return { stores: [...stores.values()], unreached: [...unreached] };
}

function copyStore(store: RecordedStore, s3: S3Client, mounts: Reach['mounts']): RecordedPlace | undefined {
  if (store.type === 's3' || store.type === 's3-express')
    return new BucketCopies(s3, store.bucket, posix.dirname(store.prefix));
  if (store.type === 'folder') return new FolderCopies(posix.dirname(store.path));
  // Images go with the release, whose record names them.
  if (store.type === 'image' || store.type === 'oci-volume') return undefined;
  const mount = mounts.get(store.fileSystemId);
  const base = posix.dirname(store.path);
  return mount === undefined ? undefined : new FolderCopies(posix.join(mount, base), `${store.fileSystemId}:${base}`);
}
