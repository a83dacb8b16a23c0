import { z } from 'zod';
import { absolutePath, cpu, digest, memoryMiB, port, RELEASE_NAME, serviceName } from './fields';
import { captureEngine, checkpoint, gate, host, image, releaseCopy } from './recorded-capture';
import { recordedReadiness } from './recorded-readiness';
import { InvalidDocument, parseDocument } from './validation';

/** The newest schema version that this release reads. */
export const RELEASE_RECORD_SCHEMA = 2;

/** What a record of one checkpoint is written as, so that older readers read it; one of several is no such record to them. */
export const SINGLE_RECORD_SCHEMA = 1;

const deadlineMs = z
  .int()
  .min(1000)
  .optional()
  .describe('how long a restore from this store may take, in ms; as long as from the image where a record has none');

const restoreMs = z
  .number()
  .min(0)
  .optional()
  .describe("container start to first answer of the gate's copy from this store, in ms; absent in older records");

const unpackMs = z
  .number()
  .min(0)
  .optional()
  .describe('how long the gate took to check and unpack the copy, in ms; absent in older records');

const storedCheckpoint = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('image'), deadlineMs }),
  z.strictObject({ type: z.literal('folder'), deadlineMs, restoreMs, unpackMs, path: z.string() }),
  z.strictObject({ type: z.literal('s3'), deadlineMs, restoreMs, unpackMs, bucket: z.string(), prefix: z.string() }),
  z.strictObject({
    type: z.literal('s3-express'),
    deadlineMs,
    restoreMs,
    unpackMs,
    bucket: z.string().describe('the name of a directory bucket'),
    prefix: z.string(),
  }),
  z.strictObject({
    type: z.literal('oci-volume'),
    deadlineMs,
    restoreMs,
    unpackMs,
    digest: digest.describe('of an image in the repository that has the checkpoint alone'),
  }),
  z.strictObject({
    type: z.literal('efs'),
    deadlineMs,
    restoreMs,
    unpackMs,
    fileSystemId: z.string(),
    accessPointId: z.string(),
    path: absolutePath.describe("the copy's folder below the root of the access point"),
  }),
]);

const secrets = z.strictObject({
  sought: z.strictObject({
    values: z.int().min(0).describe('values of the machine, of the build and of the spec that must not be there'),
    kinds: z.int().min(0).describe('well-known forms of keys and tokens'),
  }),
  waived: z
    .array(
      z.strictObject({
        name: z.string().optional().describe('a variable, a header or a value that is allowed by its name'),
        kind: z.string().optional().describe('a kind of key or token that is allowed'),
        in: z.string().optional().describe('where the kind is allowed: memory, or a file'),
        reason: z.string(),
      }),
    )
    .describe('what `checkpoint.allowSecrets` allows and is there'),
  throwAway: z
    .array(
      z.strictObject({
        name: z.string().describe('what the service was given for its capture'),
        expiredAt: z.iso
          .datetime()
          .optional()
          .describe('when it stopped working, before the record was written; absent where it opens nothing'),
      }),
    )
    .describe('credentials of the capture, which the checkpoint may hold'),
});

const provenance = z.strictObject({
  revision: z
    .string()
    .min(1)
    .optional()
    .describe('the commit of the source, with -dirty where files were changed; absent where the source has none'),
  build: z.string().min(1).optional().describe('the id of the build in CodeBuild; absent for a rehearsal'),
  baseImages: z.array(z.string().min(1)).describe('the images that the Dockerfile is built from, as it names them'),
  baseImage: z
    .string()
    .min(1)
    .optional()
    .describe('the one of them that `vN` begins with; absent in older records, and where it begins with nothing'),
  machineImage: z
    .string()
    .min(1)
    .optional()
    .describe(
      'the machine image of the capture host, by its id; absent where CodeBuild chooses it, and for a rehearsal',
    ),
  java: z.string().min(1).optional().describe('JAVA_VERSION of the image; absent where the image does not say it'),
  specDigest: digest.describe('the digest of the capture spec, with all defaults, as JSON'),
  stageVersion: z.string().min(1).describe('the version of eks-crac that made the release'),
});

/** An immutable, verified pair of images and everything a pod needs to restore from it. It is written last. */
export const releaseRecordSchema = z.strictObject({
  schema: z.literal([SINGLE_RECORD_SCHEMA, RELEASE_RECORD_SCHEMA]),
  release: z.string().regex(RELEASE_NAME).describe('the name of the release, v and its number'),
  service: serviceName,
  run: z.string().min(1).describe('the id of the run that made the release; the image carries it as EKS_CRAC_RUN'),
  createdAt: z.iso.datetime().describe('when the release was made, ISO 8601 in UTC'),
  repository: z.string().min(1).describe('registry host and repository'),
  images: z.strictObject({ service: image, checkpoint: image }),
  engine: captureEngine,
  pod: z.strictObject({
    uid: z.int().min(0),
    gid: z.int().min(0),
    cpu,
    memoryMiB,
    port,
    readiness: recordedReadiness,
    readOnlyRoot: z.boolean(),
    environment: z
      .array(z.string())
      .describe('names of the variables that the service had at the capture; their values are in no record'),
    deadlineMs: z.int().min(1000).describe('how long a restore may take before the pod starts cold, in ms'),
  }),
  checkpoint,
  host,
  gate,
  secrets: secrets.optional().describe('what the search for secrets found; absent in older records, which do not say'),
  stores: z.array(storedCheckpoint),
  copies: z
    .array(releaseCopy)
    .min(2)
    .optional()
    .describe(
      'the checkpoints of a release that has several, one for each CPU class; what else is in the record is of the first, deadlines are the longest and captured files those of all; absent where there is one',
    ),
  provenance: provenance.optional().describe('what the release was made of; absent in older records'),
  recordDigest: digest
    .optional()
    .describe(
      'the digest of the artifact that holds the record; in copies of it alone, since no document holds its own',
    ),
});

/** A file of a checkpoint, relative to the checkpoint folder. */
export type CheckpointFile = ReleaseRecord['checkpoint']['files'][number];

/** The pack of a release: one file with all that a pod restores from. */
export type PackedCheckpoint = NonNullable<ReleaseRecord['checkpoint']['packed']>;

export type ReleaseRecord = z.output<typeof releaseRecordSchema>;

/** Parses a release record. A record with a newer schema is rejected, because its meaning is unknown here. */
export function parseReleaseRecord(input: unknown, origin: string): ReleaseRecord {
  const schema = typeof input === 'object' && input !== null ? (input as { schema?: unknown }).schema : undefined;
  if (typeof schema === 'number' && schema > RELEASE_RECORD_SCHEMA) {
    throw new InvalidDocument({ kind: 'release record', origin }, [
      `\`schema\` ${schema} is newer than ${RELEASE_RECORD_SCHEMA}, the newest that this version of eks-crac reads; update eks-crac`,
    ]);
  }
  return parseDocument(releaseRecordSchema, input, { kind: 'release record', origin });
}
