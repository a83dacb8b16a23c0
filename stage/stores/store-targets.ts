import { resolve } from 'node:path';
import { posix } from 'node:path';
import type { CaptureSpec } from '../../contract';
import { EfsTarget } from './efs-target';
import { FolderTarget } from './folder-target';
import { S3Target } from './s3-target';
import type { BucketAccess } from './s3-target';
import type { StoreTarget } from './stored-checkpoint';

/** Returns the store targets of one release that a capture spec asks for. */
export function storeTargets(
  spec: CaptureSpec,
  specFolder: string,
  release: string,
  buckets: BucketAccess = {},
): readonly StoreTarget[] {
  const { efs, folder, s3, s3Express } = spec.publish;
  const below = posix.join(spec.service, release);
  return [
    ...(folder === undefined ? [] : [new FolderTarget(resolve(specFolder, folder, below))]),
    ...(s3 === undefined ? [] : [new S3Target(s3, posix.join(s3.prefix, below), 's3', buckets)]),
    ...(s3Express === undefined
      ? []
      : [new S3Target(s3Express, posix.join(s3Express.prefix, below), 's3-express', buckets)]),
    ...(efs === undefined ? [] : [new EfsTarget(efs, below)]),
  ];
}

/** Returns whether pods may restore from a store, whose files `start` must then put in place itself. */
export function publishesStore({ publish: { efs, folder, s3, s3Express, volume } }: CaptureSpec): boolean {
  return volume || [efs, folder, s3, s3Express].some((place) => place !== undefined);
}
