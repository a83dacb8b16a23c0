import { z } from 'zod';
import { companion } from './companion';
import { cpu, environment, httpPath, httpStatus, memoryMiB, port, seconds, serviceName } from './fields';
import { gateRequest, warmUpRequest } from './requests';
import { parseDocument } from './validation';

export const CAPTURE_SPEC_VERSION = 1;

const build = z
  .strictObject({
    context: z.string().min(1).default('.').describe('the build context, relative to the capture spec'),
    dockerfile: z.string().min(1).default('Dockerfile').describe('the Dockerfile, relative to the context'),
    args: z.record(z.string(), z.string()).default({}).describe('build arguments and their values'),
    target: z.string().min(1).optional().describe('the stage of the Dockerfile to build'),
  })
  .describe("how the service's image is built");

const engine = z
  .discriminatedUnion('type', [
    z.strictObject({ type: z.literal('criu') }),
    z.strictObject({ type: z.literal('warp') }),
    z.strictObject({ type: z.literal('crac') }),
    z.strictObject({ type: z.literal('openj9') }),
  ])
  .describe('what freezes and thaws the JVM: `type` is criu, warp, crac or openj9');

const run = z.strictObject({
  port: port.describe('the TCP port on which the service listens, 1 to 65535'),
  env: environment.default({}),
  cpu: cpu.default(1),
  memoryMiB: memoryMiB.default(1024),
  readOnlyRoot: z
    .boolean()
    .default(false)
    .describe("true when the pod's root file system is read-only; captured paths are volumes then"),
});

const readiness = z.strictObject({
  path: httpPath,
  status: httpStatus.default(200),
  timeoutSeconds: seconds(3600).default(120),
});

const untilShape = z
  .strictObject({
    count: z
      .int()
      .min(1)
      .max(1_000_000)
      .optional()
      .describe('how many times the list of requests is sent, 1 to 1000000'),
    seconds: seconds(3600).optional().describe('how long requests are sent, in seconds, above 0 and at most 3600'),
    steady: z
      .strictObject({ maxSeconds: seconds(3600).default(120) })
      .optional()
      .describe('goes on until latency stops falling, at most `maxSeconds`'),
  })
  .describe('when the warm-up ends: `count`, `seconds` or `steady`');

/** When a warm-up ends. */
export type WarmUpEnd =
  | { readonly kind: 'count'; readonly count: number }
  | { readonly kind: 'seconds'; readonly seconds: number }
  | { readonly kind: 'steady'; readonly maxSeconds: number };

const until = untilShape.transform((value, context): WarmUpEnd => {
  const given: WarmUpEnd[] = [];
  if (value.count !== undefined) given.push({ kind: 'count', count: value.count });
  if (value.seconds !== undefined) given.push({ kind: 'seconds', seconds: value.seconds });
  if (value.steady !== undefined) given.push({ kind: 'steady', maxSeconds: value.steady.maxSeconds });
  const [end] = given;
  if (end !== undefined && given.length === 1) return end;
  context.addIssue({ code: 'custom', message: 'takes exactly one of `count`, `seconds` and `steady`' });
  return z.NEVER;
});

const warmUp = z.strictObject({
  requests: z.array(warmUpRequest).min(1).max(1000).describe('the requests of the warm-up, at least one'),
  concurrency: z.int().min(1).max(256).default(1).describe('requests under way at the same time, 1 to 256'),
  until: until.prefault({ steady: {} }),
  allowedFailureRate: z.number().min(0).max(1).default(0).describe('the share of requests that may fail, 0 to 1'),
});

const gate = z.strictObject({
  restores: z.int().min(2).max(16).default(2).describe('copies restored at the same time, 2 to 16'),
  deadlineSeconds: seconds(600).default(60),
  requests: z.array(gateRequest).default([]).describe('requests whose answers are compared'),
  ignore: z
    .array(z.string().min(1))
    .default([])
    .describe('names of JSON fields left out of the comparison at any depth, for example id'),
});

const publish = z.strictObject({
  repository: z
    .string()
    .regex(/^[a-z0-9.-]+(:[0-9]+)?(\/[a-z0-9._-]+)+$/)
    .optional()
    .describe('registry host and repository, for example localhost:5055/customers; a rehearsal has one of its own'),
  folder: z
    .string()
    .min(1)
    .optional()
    .describe('a folder for the checkpoint as plain files, relative to the capture spec'),
  s3: z
    .strictObject({
      bucket: z.string().min(3).max(63).describe('the name of a bucket'),
      prefix: z.string().default('').describe('what the names of the objects start with'),
      region: z.string().min(1).optional().describe("the region of the bucket; the SDK's own choice if left out"),
      endpoint: z.url().optional().describe('the address of an S3-compatible server; AWS if left out'),
    })
    .optional()
    .describe('an S3 prefix for the checkpoint as plain files'),
});

/** The one input of the stage: what is captured, how it is warmed up and proven, and where it is published. */
export const captureSpecSchema = z
  .strictObject({
    version: z.literal(CAPTURE_SPEC_VERSION).describe(`the version of this format: ${CAPTURE_SPEC_VERSION}`),
    service: serviceName,
    build: build.optional(),
    image: z.string().min(1).optional().describe('an image that exists already, instead of `build`'),
    engine: engine.prefault({ type: 'criu' }),
    run,
    companions: z.array(companion).max(20).default([]).describe('what the service needs beside it'),
    readiness,
    warmUp,
    gate: gate.prefault({}),
    publish: publish.prefault({}),
  })
  .refine((spec) => spec.build === undefined || spec.image === undefined, {
    message: 'takes `build` or `image`, not both',
  })
  .refine((spec) => new Set(spec.companions.map(({ name }) => name)).size === spec.companions.length, {
    path: ['companions'],
    message: 'must have a name of its own for each companion',
  });

export type CaptureSpec = z.output<typeof captureSpecSchema>;
export type EngineType = CaptureSpec['engine']['type'];

/** Validates a capture spec; `origin` is the file or the source that an error names. */
export function parseCaptureSpec(input: unknown, origin: string): CaptureSpec {
  return parseDocument(captureSpecSchema, input, { kind: 'capture spec', origin });
}
