/** An S3 prefix for a checkpoint as plain files. */
export interface CaptureBucket {
  /** The name of the bucket. */
  readonly bucket: string;

  /** What the names of the objects start with. @default '' */
  readonly prefix?: string;

  /** The region of the bucket. @default - the SDK's own choice */
  readonly region?: string;

  /** The http or https address of an S3-compatible server. @default - AWS */
  readonly endpoint?: string;
}

/** An EFS file system for a checkpoint as plain files. */
export interface CaptureFileSystem {
  /** The id of the file system, for example `fs-0123456789abcdef0`. */
  readonly fileSystemId: string;

  /** The id of the access point through which it is mounted, for example `fsap-0123456789abcdef0`. */
  readonly accessPointId: string;

  /** The folder below the root of the access point. @default '/' */
  readonly path?: string;
}

/** Where a release is kept. */
export interface CapturePublish {
  /** Registry host and repository. @default - a rehearsal has one of its own */
  readonly repository?: string;

  /** A folder for the checkpoint as plain files, relative to the capture spec. @default - no copy in a folder */
  readonly folder?: string;

  /** A bucket for the checkpoint as plain files. @default - no copy in a bucket */
  readonly s3?: CaptureBucket;

  /** A file system for the checkpoint as plain files. @default - no copy on a file system */
  readonly efs?: CaptureFileSystem;
}
