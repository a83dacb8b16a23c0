import { z } from 'zod';
import { HOOK_MODES } from './checkpoint';
import { ENGINE_TYPES } from './engine-types';
import { absolutePath, digest } from './fields';
import { kernelNeed } from './kernel-needs';

export const image = z.strictObject({
  digest,
  bytes: z.int().min(0).describe('the size of all layers as stored in the registry, in bytes'),
});

const packed = z.strictObject({
  digest: digest.describe('of the index, which has the digest of every frame'),
  bytes: z.int().min(1).describe('the size of the pack'),
  indexBytes: z.int().min(1).describe('the size of the index, at the end of the pack'),
});

export const captureEngine = z.strictObject({ type: z.enum(ENGINE_TYPES), version: z.string() });

export const checkpoint = z.strictObject({
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
});

export const host = z.strictObject({
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
});

export const gate = z.strictObject({
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
});

/** One of several checkpoints of a release: that of a CPU class. */
export const releaseCopy = z.strictObject({
  run: z.string().min(1).describe('the id of the run that captured it'),
  images: z.strictObject({ service: image, checkpoint: image }).describe('both images of its architecture'),
  engine: captureEngine,
  host,
  deadlineMs: z.int().min(1000).describe('how long a restore of it may take, in ms'),
  checkpoint: checkpoint.pick({ files: true, rawBytes: true, mappedBytes: true, storedBytes: true }),
  gate,
});

/** One of several checkpoints of a release. */
export type ReleaseCopy = z.output<typeof releaseCopy>;
