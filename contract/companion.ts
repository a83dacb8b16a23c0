import { z } from 'zod';
import { environment, httpPath, httpStatus, port, seconds } from './fields';
import { grpcService, READY_STATUS, readyCommand } from './readiness';
import type { ReadinessProbe } from './readiness';

const KINDS = ['http', 'tcp', 'grpc', 'exec'] as const;

const readinessShape = z.strictObject({
  http: z
    .strictObject({ path: httpPath, status: httpStatus.default(READY_STATUS) })
    .optional()
    .describe('a path, and the status that it returns when the companion is ready'),
  tcp: z.literal(true).optional().describe('true: the companion is ready when its port accepts a connection'),
  grpc: z
    .strictObject({ service: grpcService })
    .optional()
    .describe(
      'an object, empty or with a `service`: the companion is ready when grpc.health.v1.Health answers SERVING, without TLS',
    ),
  exec: readyCommand.optional(),
  timeoutSeconds: seconds(600).default(60),
});

const readiness = readinessShape
  .describe('when the companion is ready: `tcp: true`, `http` with a path, `grpc`, or `exec` with a command')
  .transform((value, context): { probe: ReadinessProbe; timeoutSeconds: number } => {
    const probe = probeOf(value);
    const given = KINDS.filter((name) => value[name] !== undefined);
    if (probe !== undefined && given.length === 1) return { probe, timeoutSeconds: value.timeoutSeconds };
    context.addIssue({ code: 'custom', message: 'takes exactly one of `http`, `tcp`, `grpc` and `exec`' });
    return z.NEVER;
  });

function probeOf({ exec, grpc, http, tcp }: z.output<typeof readinessShape>): ReadinessProbe | undefined {
  if (http !== undefined) return { kind: 'http', ...http, scheme: 'http' };
  if (tcp !== undefined) return { kind: 'tcp' };
  if (grpc !== undefined) return { kind: 'grpc', service: grpc.service ?? '' };
  return exec === undefined ? undefined : { kind: 'exec', command: exec.command };
}

const shape = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z]([-a-z0-9]{0,38}[a-z0-9])?$/)
    .describe('the host name at which the service reaches the companion: up to 40 of a-z, 0-9 and -, a letter first'),
  image: z.string().min(1).optional().describe('an image to run'),
  build: z
    .strictObject({
      context: z.string().min(1).default('.').describe('the build context, relative to the capture spec'),
      dockerfile: z.string().min(1).default('Dockerfile').describe('the Dockerfile, relative to the context'),
      args: z.record(z.string(), z.string()).default({}).describe('build arguments and their values'),
    })
    .optional()
    .describe('an image to build and run'),
  command: z
    .array(z.string())
    .min(1)
    .optional()
    .describe('a program and its arguments, run on this machine in the folder of the spec and listening on 127.0.0.1'),
  port,
  env: environment.default({}),
  readiness: readiness.prefault({ tcp: true }),
});

type Shape = z.output<typeof shape>;
type Source =
  | { readonly kind: 'image'; readonly image: string }
  | { readonly kind: 'build'; readonly build: NonNullable<Shape['build']> }
  | { readonly kind: 'command'; readonly command: readonly string[] };

function source(value: Shape): Source | undefined {
  const given: Source[] = [];
  if (value.image !== undefined) given.push({ kind: 'image', image: value.image });
  if (value.build !== undefined) given.push({ kind: 'build', build: value.build });
  if (value.command !== undefined) given.push({ kind: 'command', command: value.command });
  return given.length === 1 ? given[0] : undefined;
}

/** A dependency that runs alongside the service during capture, gate and measurement. */
export const companion = shape.transform((value, context) => {
  const from = source(value);
  if (from === undefined) {
    context.addIssue({ code: 'custom', message: 'takes exactly one of `image`, `build` and `command`' });
    return z.NEVER;
  }
  const { name, port: at, env, readiness: ready } = value;
  if (from.kind === 'command' && ready.probe.kind === 'exec') {
    const message =
      'takes `readiness.exec` with `image` or `build` alone, a `command` has no container: write `http`, `tcp` or `grpc`';
    context.addIssue({ code: 'custom', message });
    return z.NEVER;
  }
  return { name, port: at, env, readiness: ready, source: from };
});

export type Companion = z.output<typeof companion>;
