import { z } from 'zod';
import { HOOK_MODES } from './checkpoint';
import { ENGINE_TYPES } from './engine-types';
import { absolutePath, cpu, digest, memoryMiB, port, RELEASE_NAME, serviceName } from './fields';
import { kernelNeed } from './kernel-needs';
import { recordedReadiness } from './recorded-readiness';
import { InvalidDocument, parseDocument } from './validation';

/** The schema version that this release writes, and the newest it reads. */
export const RELEASE_RECORD_SCHEMA = 1;

const image = z.strictObject({
  digest,
  bytes: z.int().min(0).describe('the size of all layers as stored in the registry, in bytes'),
});

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

const packed = z.strictObject({
  digest: digest.describe('of the index, which has the digest of every frame'),
  bytes: z.int().min(1).describe('the size of the pack'),
  indexBytes: z.int().min(1).describe('the size of the index, at the end of the pack'),
});

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
  java: z.string().min(1).optional().describe('JAVA_VERSION of the image; absent where the image does not say it'),
  specDigest: digest.describe('the digest of the capture spec, with all defaults, as JSON'),
  stageVersion: z.string().min(1).describe('the version of eks-crac that made the release'),
});

/** An immutable, verified pair of images and everything a pod needs to restore from it. It is written last. */
export const releaseRecordSchema = z.strictObject({
  schema: z.literal(RELEASE_RECORD_SCHEMA),
  release: z.string().regex(RELEASE_NAME).describe('the name of the release, v and its number'),
  service: serviceName,
  run: z.string().min(1).describe('the id of the run that made the release; the image carries it as EKS_CRAC_RUN'),
  createdAt: z.iso.datetime().describe('when the release was made, ISO 8601 in UTC'),
  repository: z.string().min(1).describe('registry host and repository'),
  images: z.strictObject({ service: image, checkpoint: image }),
  engine: z.strictObject({ type: z.enum(ENGINE_TYPES), version: z.string() }),
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
  checkpoint: z.strictObject({
    hooks: z
      .enum(HOOK_MODES)
      .optional()
      .describe("whether the service's org.crac hooks run at the restore; absent in older records, which mean run"),
    files: z.array(z.strictObject({ path: z.string().min(1), bytes: z.int().min(0), digest })),
    capturedPaths: z
      .array(absolutePath)
      .describe('files that the container had changed; they travel with the checkpoint'),
    removedPaths: z.array(absolutePath).describe('files of the image that the container had deleted'),
    deletedPaths: z
      .array(absolutePath)
      .optional()
      .describe(
        'files that had been deleted and that the service had open or mapped; a restore makes them again for a moment, so their folders must be writable; absent in older records',
      ),
    rawBytes: z.int().min(0),
    mappedBytes: z
      .int()
      .min(0)
      .optional()
      .describe(
        'how much of it a restore maps and copies when it is written; absent in older records, which map nothing',
      ),
    storedBytes: z.int().min(0),
    packed: packed
      .optional()
      .describe(
        'the pack that every store but the image has; absent without such a store, and in older records, whose stores have plain files',
      ),
  }),
  host: z.strictObject({
    cpuClass: z.string().min(1).describe('the set of node types on which the checkpoint may be restored'),
    architecture: z.enum(['amd64', 'arm64']),
    cpuFlags: z.array(z.string()).describe("what the node's CPU must have"),
    kernel: z.string().min(1),
    needs: z
      .array(kernelNeed)
      .optional()
      .describe(
        'what the restore asks of a node, such as `cgroup-v2`; absent in older records, of which it is not known',
      ),
    clockSeconds: z
      .number()
      .min(0)
      .describe(
        'what the boot clock read at the dump, and a younger node starts cold; absent when a library keeps the clock of the service, which may then be restored on any node',
      )
      .optional(),
  }),
  gate: z.strictObject({
    restores: z.int().min(2),
    restoreMs: z.array(z.number().min(0)).describe('container start to first answer of each restore, in ms'),
    coldMs: z
      .number()
      .min(0)
      .optional()
      .describe(
        'container start to first answer of the cold start of the checkpoint image, in ms; absent in older records, which had none',
      ),
    clones: z
      .strictObject({ generators: z.int().min(1) })
      .optional()
      .describe('how many generators of random numbers drew differently in every copy; absent when none were asked'),
  }),
  secrets: secrets.optional().describe('what the search for secrets found; absent in older records, which do not say'),
  stores: z.array(storedCheckpoint),
  provenance: provenance.optional().describe('what the release was made of; absent in older records'),
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
