import { resolve } from 'node:path';
import { posix } from 'node:path';
import type { CaptureSpec } from '../../contract';
import { EfsCopy } from './efs-copy';
import { FolderCopy } from './folder-copy';
import { S3Copy } from './s3-copy';
import type { CopyTarget } from './stored-copy';

/** The plain-file copies that a capture spec asks for, of one release. */
export function copyTargets(spec: CaptureSpec, specFolder: string, release: string): readonly CopyTarget[] {
  const { efs, folder, s3 } = spec.publish;
  const below = posix.join(spec.service, release);
  return [
    ...(folder === undefined ? [] : [new FolderCopy(resolve(specFolder, folder, below))]),
    ...(s3 === undefined ? [] : [new S3Copy(s3, posix.join(s3.prefix, below))]),
    ...(efs === undefined ? [] : [new EfsCopy(efs, below)]),
  ];
}

/** Whether pods may restore from plain files, which `start` must then put in place itself. */
export function publishesFiles({ publish: { efs, folder, s3 } }: CaptureSpec): boolean {
  return efs !== undefined || folder !== undefined || s3 !== undefined;
}
