export type { BucketStoreOptions } from './bucket-store';
export { CheckpointBucket } from './checkpoint-bucket';
export type { CheckpointBucketProps } from './checkpoint-bucket';
export { CheckpointExpressBucket } from './checkpoint-express-bucket';
export type {
  CheckpointExpressBucketAttributes,
  CheckpointExpressBucketProps,
  ICheckpointExpressBucket,
} from './checkpoint-express-bucket';
export type { ExpressBucketStoreOptions } from './express-bucket-store';
export { CheckpointFileSystem } from './checkpoint-file-system';
export type {
  CheckpointFileSystemAttributes,
  CheckpointFileSystemProps,
  ICheckpointFileSystem,
} from './checkpoint-file-system';
export { CheckpointRepository } from './checkpoint-repository';
export type { CheckpointRepositoryProps, ICheckpointRepository } from './checkpoint-repository';
export type {
  ICheckpointStore,
  MountedFileSystem,
  StoreCleaner,
  StorePublishConfig,
  StoreReader,
  StoreRetentionConfig,
  StoreWriter,
} from './checkpoint-store';
export type { FileSystemStoreOptions } from './file-system-store';
export { CheckpointStore } from './stores';
