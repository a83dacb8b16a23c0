import { z } from 'zod';
import { ENGINE_TYPES } from './engine-types';
import { checkpoint, unusedRules } from './checkpoint';
import { companion } from './companion';
import {
  cpu,
  cpuClassName,
  CPU_FEATURES,
  environment,
  memoryMiB,
  port,
  ROLE_ARN,
  seconds,
  serviceName,
} from './fields';
import { gate } from './gate';
import { readiness } from './readiness';
import { warmUpRequest } from './requests';
import { publish } from './publish';
import { givenTexts, refusedSecrets } from './refused-secrets';
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
  .strictObject({ type: z.enum(ENGINE_TYPES) })
  .describe(
    `an object with a \`type\`, the engine that checkpoints and restores the JVM: ${ENGINE_TYPES.slice(0, -1).join(', ')} or ${String(ENGINE_TYPES.at(-1))}`,
  );

const cpuClass = z
  .strictObject({
    name: cpuClassName,
    features: z
      .string()
      .regex(CPU_FEATURES)
      .optional()
      .describe(
        'the CPU features that the JVM may use, for engines whose JDK has the option: native, generic or two hexadecimal masks such as 0x21,0xfc; the JVM decides if left out',
      ),
  })
  .describe('the set of node types on which the checkpoint may be restored, an object with a `name`');

const run = z
  .strictObject({
    port: port.describe('the TCP port on which the service listens, 1 to 65535'),
    env: environment.default({}),
    cpu: cpu.default(1),
    memoryMiB: memoryMiB.default(1024),
    readOnlyRoot: z
      .boolean()
      .default(false)
      .describe("true when the pod's root file system is read-only; captured paths are volumes then"),
  })
  .describe('how the service runs in its pod: at least its `port`');

const untilShape = z
  .strictObject({
    count: z
      .int()
      .min(1)
      .max(1_000_000)
      .optional()
      .describe('how many times the list of requests is sent, 1 to 1000000'),
    seconds: seconds(3600).optional().describe('for how many seconds requests are sent, above 0 and at most 3600'),
    steady: z
      .strictObject({ maxSeconds: seconds(3600).default(120) })
      .optional()
      .describe(
        'an object, empty or with `maxSeconds`: requests are sent until latency stops falling, at most so long',
      ),
  })
  .describe('an object that says when the warm-up ends: `count`, `seconds` or `steady`');

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

const warmUp = z
  .strictObject({
    requests: z
      .array(warmUpRequest)
      .max(1000)
      .describe('a list of up to 1000 requests, empty where the service answers nothing by HTTP'),
    concurrency: z.int().min(1).max(256).default(1).describe('requests under way at the same time, 1 to 256'),
    until: until.prefault({ steady: {} }),
    allowedFailureRate: z.number().min(0).max(1).default(0).describe('the share of requests that may fail, 0 to 1'),
  })
  .describe('how the service is warmed up: at least its `requests`');

const credentials = z
  .strictObject({
    roleArn: z
      .string()
      .regex(ROLE_ARN)
      .describe(
        'the ARN of the role whose short session the service gets, for example arn:aws:iam::111122223333:role/x',
      ),
    sessionSeconds: z
      .int()
      .min(60)
      .max(3600)
      .default(300)
      .describe(
        'how long a session of the role works, 60 to 3600 seconds; capture and each copy of the gate get separate ones',
      ),
  })
  .describe('AWS credentials of the service during capture and gate; random ones that no account knows if left out');

/** The input of the stage: what to capture, how to warm it up and verify it, and where to publish it. */
export const captureSpecSchema = z
  .strictObject({
    version: z.literal(CAPTURE_SPEC_VERSION).describe(`the version of this format: ${CAPTURE_SPEC_VERSION}`),
    service: serviceName,
    build: build.optional(),
    image: z.string().min(1).optional().describe('an image that exists already, instead of `build`'),
    engine: engine.prefault({ type: 'criu' }),
    cpuClass: cpuClass.prefault({ name: 'local' }),
    credentials: credentials.optional(),
    run,
    companions: z
      .array(companion)
      .max(20)
      .default([])
      .describe('a list of what the service needs during its capture, at most 20, with different names'),
    readiness,
    warmUp,
    checkpoint: checkpoint.prefault({}),
    gate: gate.prefault({}),
    publish: publish.prefault({}),
  })
  .refine((spec) => spec.build === undefined || spec.image === undefined, {
    path: ['image'],
    message: 'cannot be given beside `build`',
  })
  .check(
    ({
      issues,
      value: {
        checkpoint: rules,
        engine: { type },
      },
    }) => {
      for (const { engines, rule } of unusedRules(type, rules)) {
        const message = `is for engine ${engines.join(', ')} alone, and the engine is ${type}`;
        issues.push({ code: 'custom', path: ['checkpoint', rule], message, input: rules[rule] });
      }
    },
  )
  .check(({ issues, value: { companions, gate: rules } }) => {
    rules.mustChange.forEach(({ what }, index) => {
      if (what !== 'credentials' || companions.length > 0) return;
      const message = 'needs a companion, since credentials are seen in what the service sends to one';
      issues.push({ code: 'custom', path: ['gate', 'mustChange', index, 'what'], message, input: what });
    });
  })
  .superRefine(
    (value, context) => {
      for (const { message, path, texts } of refusedSecrets(value)) {
        context.addIssue({ code: 'custom', path: [...path], message, input: texts });
      }
    },
    // A secret is told at once, whatever else is wrong with the document.
    { when: ({ value }) => givenTexts.safeParse(value).success },
  )
  .check(({ issues, value: { companions } }) => {
    companions.forEach(({ name }, index) => {
      if (companions.findIndex((other) => other.name === name) === index) return;
      const message = 'must differ from the names of the other companions';
      issues.push({ code: 'custom', path: ['companions', index, 'name'], message, input: name });
    });
  });

export type CaptureSpec = z.output<typeof captureSpecSchema>;
/** A capture spec as written by a user, before defaults are applied. */
export type CaptureSpecInput = z.input<typeof captureSpecSchema>;

/** Validates a capture spec; errors name `origin`, the file or other source of the input. */
export function parseCaptureSpec(input: unknown, origin: string): CaptureSpec {
  return parseDocument(captureSpecSchema, input, { kind: 'capture spec', origin });
}
