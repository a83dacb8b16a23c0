import { z } from 'zod';
import { ENGINE_TYPES } from './engine-types';
import { absolutePath, cpu, memoryMiB, port, serviceName } from './fields';
import { kernelNeed } from './kernel-needs';
import { recordedReadiness } from './recorded-readiness';
import { InvalidDocument, parseDocument } from './validation';

/** The schema version that this release writes, and the newest it reads. */
export const RELEASE_TERMS_SCHEMA = 1;

/** What the logical id of the output begins with that holds the terms. */
export const RELEASE_TERMS_OUTPUT = 'EksCracRelease';

const store = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('image') }),
  z.strictObject({ type: z.literal('s3'), bucket: z.string() }),
  z.strictObject({ type: z.literal('s3-express'), bucket: z.string() }),
  z.strictObject({ type: z.literal('oci-volume') }),
  z.strictObject({ type: z.literal('efs'), fileSystemId: z.string(), accessPointId: z.string() }),
]);

const storeType = z.enum(['image', 's3', 's3-express', 'efs', 'oci-volume']);

const workload = z.strictObject({
  name: z.string(),
  namespace: z.string(),
  store: store.optional().describe('absent where the pods start cold'),
  cpu,
  memoryMiB,
  volumes: z.array(z.strictObject({ path: absolutePath, content: z.enum(['seeded', 'empty']) })),
});

const parameter = z.discriminatedUnion('holds', [
  z.strictObject({
    name: z.string(),
    holds: z.enum([
      'release',
      'service-digest',
      'checkpoint-digest',
      'record-digest',
      'previous',
      'previous-service-digest',
      'previous-checkpoint-digest',
      's3-prefix',
      's3-express-prefix',
      'volume-digest',
      'efs-path',
      'pack-digest',
      'pack-bytes',
      'pack-index-bytes',
    ]),
  }),
  z.strictObject({ name: z.string(), holds: z.literal('deadline-ms'), store: storeType }),
  z.strictObject({
    name: z.string(),
    holds: z.literal('deadline-seconds'),
    store: storeType,
    more: z.int().min(0).describe('seconds that are added to the deadline'),
  }),
]);

/**
 * What a stack with a release of parameters expects of every release: what a new one may not change, and which
 * parameters hold what of it.
 */
const releaseTermsSchema = z.strictObject({
  schema: z.literal(RELEASE_TERMS_SCHEMA),
  service: serviceName,
  repository: z.string().min(1),
  engine: z.enum(ENGINE_TYPES),
  cpuClass: z.string().min(1),
  cpuClasses: z
    .array(z.string().min(1))
    .min(2)
    .optional()
    .describe('all classes of a release with several checkpoints'),
  architecture: z.enum(['amd64', 'arm64']),
  needs: z.array(kernelNeed).optional().describe('absent where the first release did not say what it needs'),
  uid: z.int().min(0),
  gid: z.int().min(0),
  port,
  readOnlyRoot: z.boolean(),
  readiness: recordedReadiness,
  workloads: z.array(workload),
  parameters: z.array(parameter),
});

export type ReleaseTerms = z.output<typeof releaseTermsSchema>;

/** A workload of the stack. */
export type WorkloadTerms = ReleaseTerms['workloads'][number];

/** A parameter of the stack, and what of a release it holds. */
export type ReleaseParameter = ReleaseTerms['parameters'][number];

/** The stores that a record keeps a deadline for. */
export type TermsStore = z.output<typeof storeType>;

/** Parses the terms of a stack. Terms with a newer schema are rejected, because their meaning is unknown here. */
export function parseReleaseTerms(input: unknown, origin: string): ReleaseTerms {
  const schema = typeof input === 'object' && input !== null ? (input as { schema?: unknown }).schema : undefined;
  if (typeof schema === 'number' && schema > RELEASE_TERMS_SCHEMA) {
    throw new InvalidDocument({ kind: 'terms of releases', origin }, [
      `\`schema\` ${schema} is newer than ${RELEASE_TERMS_SCHEMA}, the newest that this version of eks-crac reads; update eks-crac`,
    ]);
  }
  return parseDocument(releaseTermsSchema, input, { kind: 'terms of releases', origin });
}
