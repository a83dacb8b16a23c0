import { z } from 'zod';
import { absolutePath } from './fields';

/** Follows image references: the first part of a path is a host if it has a dot or a port or is `localhost`. */
const REPOSITORY = /^(localhost|[a-z0-9-]+(\.[a-z0-9-]+)+|[a-z0-9-]+(?=:))(:[0-9]+)?(\/[a-z0-9]+([._-]+[a-z0-9]+)*)+$/;

/** The base name, the id of the zone, and a suffix: https://docs.aws.amazon.com/AmazonS3/latest/userguide/directory-bucket-naming-rules.html */
export const DIRECTORY_BUCKET = /^(?=.{1,63}$)[a-z0-9][a-z0-9-]*--[a-z0-9]+(-[a-z0-9]+)*-az[0-9]+--x-s3$/;

const place = {
  prefix: z.string().default('').describe('what the names of the objects start with'),
  region: z.string().min(1).optional().describe("the region of the bucket; the SDK's own choice if left out"),
  endpoint: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('the http or https address of an S3-compatible server; AWS if left out'),
};

/** Where a release is kept. */
export const publish = z
  .strictObject({
    repository: z
      .string()
      .regex(REPOSITORY)
      .optional()
      .describe('registry host and repository, for example localhost:5055/customers; a rehearsal has a local one'),
    folder: z.string().min(1).optional().describe('a folder for the packed checkpoint, relative to the capture spec'),
    s3: z
      .strictObject({
        bucket: z.string().min(3).max(63).describe('the name of a bucket, 3 to 63 characters'),
        ...place,
      })
      .optional()
      .describe('an S3 prefix for the packed checkpoint'),
    s3Express: z
      .strictObject({
        bucket: z
          .string()
          .regex(DIRECTORY_BUCKET)
          .describe('the name of a directory bucket, which ends with its zone, for example customers--euw1-az1--x-s3'),
        ...place,
      })
      .optional()
      .describe('a directory bucket of S3 Express One Zone for the packed checkpoint'),
    volume: z
      .boolean()
      .default(false)
      .describe('true for an image of the checkpoint alone, which pods mount as a volume'),
    efs: z
      .strictObject({
        fileSystemId: z
          .string()
          .regex(/^fs-[0-9a-f]{8,40}$/)
          .describe('the id of the file system, for example fs-0123456789abcdef0'),
        accessPointId: z
          .string()
          .regex(/^fsap-[0-9a-f]{8,40}$/)
          .describe('the id of the access point through which it is mounted, for example fsap-0123456789abcdef0'),
        path: absolutePath.default('/').describe('the folder below the root of the access point'),
      })
      .optional()
      .describe('an EFS file system for the packed checkpoint; the stage mounts it with TLS and IAM'),
  })
  .describe('where the release is kept');
