/** An S3 location for the packed checkpoint. */
export interface CaptureBucket {
  /** The name of the bucket. */
  readonly bucket: string;

  /** The prefix of the object names. @default '' */
  readonly prefix?: string;

  /** The region of the bucket. @default - chosen by the AWS SDK */
  readonly region?: string;

  /** The http or https address of an S3-compatible server. @default - AWS */
  readonly endpoint?: string;
}

/** An EFS file system for the packed checkpoint. */
export interface CaptureFileSystem {
  /** The id of the file system, for example `fs-0123456789abcdef0`. */
  readonly fileSystemId: string;

  /** The id of the access point used to mount it, for example `fsap-0123456789abcdef0`. */
  readonly accessPointId: string;

  /** The folder below the root of the access point. @default '/' */
  readonly path?: string;
}

/** Where a release is published. */
export interface CapturePublish {
  /** Registry host and repository. @default - the local registry of a rehearsal */
  readonly repository?: string;

  /** A folder for the packed checkpoint, relative to the capture spec. @default - not stored in a folder */
  readonly folder?: string;

  /** A bucket for the packed checkpoint. @default - not stored in a bucket */
  readonly s3?: CaptureBucket;

  /** A directory bucket of S3 Express One Zone for the packed checkpoint. @default - not stored in one */
  readonly s3Express?: CaptureBucket;

  /** Whether there is an image of the checkpoint alone, which pods mount as a volume. @default false */
  readonly volume?: boolean;

  /** A file system for the packed checkpoint. @default - not stored on a file system */
  readonly efs?: CaptureFileSystem;
}
