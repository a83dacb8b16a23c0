import { z } from 'zod';
import { environment, httpPath, httpStatus, port, seconds } from './fields';

/** How the stage detects that a companion is ready. */
export type CompanionProbe =
  { readonly kind: 'http'; readonly path: string; readonly status: number } | { readonly kind: 'tcp' };

const readiness = z
  .strictObject({
    http: z
      .strictObject({ path: httpPath, status: httpStatus.default(200) })
      .optional()
      .describe('a path, and the status that it returns when the companion is ready'),
    tcp: z.literal(true).optional().describe('true: the companion is ready when its port accepts a connection'),
    timeoutSeconds: seconds(600).default(60),
  })
  .describe('when the companion is ready: `tcp: true`, or `http` with a path')
  .transform(({ http, tcp, timeoutSeconds }, context): { probe: CompanionProbe; timeoutSeconds: number } => {
    if (http !== undefined && tcp === undefined) return { probe: { kind: 'http', ...http }, timeoutSeconds };
    if (http === undefined && tcp !== undefined) return { probe: { kind: 'tcp' }, timeoutSeconds };
    context.addIssue({ code: 'custom', message: 'takes exactly one of `http` and `tcp`' });
    return z.NEVER;
  });

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
  return { name, port: at, env, readiness: ready, source: from };
});

export type Companion = z.output<typeof companion>;
