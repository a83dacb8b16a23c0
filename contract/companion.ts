import { z } from 'zod';
import { environment, httpPath, httpStatus, port, seconds } from './fields';
import { grpcService, READY_STATUS, readyCommand } from './readiness';
import type { PortProbe, ReadinessProbe } from './readiness';

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
    const [probe, ...others] = probesIn(value);
    if (probe !== undefined && others.length === 0) return { probe, timeoutSeconds: value.timeoutSeconds };
    context.addIssue({ code: 'custom', message: 'takes exactly one of `http`, `tcp`, `grpc` and `exec`' });
    return z.NEVER;
  });

function probesIn({ exec, grpc, http, tcp }: z.output<typeof readinessShape>): readonly ReadinessProbe[] {
  const given: ReadinessProbe[] = [];
  if (http !== undefined) given.push({ kind: 'http', ...http, scheme: 'http' });
  if (tcp !== undefined) given.push({ kind: 'tcp' });
  if (grpc !== undefined) given.push({ kind: 'grpc', service: grpc.service ?? '' });
  if (exec !== undefined) given.push({ kind: 'exec', command: exec.command });
  return given;
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
type ImageSource =
  | { readonly kind: 'image'; readonly image: string }
  | { readonly kind: 'build'; readonly build: NonNullable<Shape['build']> };
interface CommandSource {
  readonly kind: 'command';
  readonly command: readonly string[];
}
type Source = CommandSource | ImageSource;

interface Common {
  readonly name: string;
  readonly port: number;
  readonly env: Readonly<Record<string, string>>;
}

/** When it is ready, and how long that may take. */
interface Within<Probe> {
  readonly probe: Probe;
  readonly timeoutSeconds: number;
}

/** A companion that is a container. */
export interface ContainerCompanion extends Common {
  readonly source: ImageSource;
  readonly readiness: Within<ReadinessProbe>;
}

/** A companion that is a process of this machine: no command can run in it. */
export interface CommandCompanion extends Common {
  readonly source: CommandSource;
  readonly readiness: Within<PortProbe>;
}

/** A dependency that runs alongside the service during capture, gate and measurement. */
export type Companion = CommandCompanion | ContainerCompanion;

function source(value: Shape): Source | undefined {
  const given: Source[] = [];
  if (value.image !== undefined) given.push({ kind: 'image', image: value.image });
  if (value.build !== undefined) given.push({ kind: 'build', build: value.build });
  if (value.command !== undefined) given.push({ kind: 'command', command: value.command });
  return given.length === 1 ? given[0] : undefined;
}

/** An entry of the field `companions` of a capture spec. */
export const companion = shape.transform((value, context): Companion => {
  const from = source(value);
  if (from === undefined) {
    context.addIssue({ code: 'custom', message: 'takes exactly one of `image`, `build` and `command`' });
    return z.NEVER;
  }
  const { name, port: at, env, readiness: ready } = value;
  if (from.kind !== 'command') return { name, port: at, env, readiness: ready, source: from };
  const { probe, timeoutSeconds } = ready;
  if (probe.kind !== 'exec') return { name, port: at, env, readiness: { probe, timeoutSeconds }, source: from };
  const message =
    'takes `readiness.exec` with `image` or `build` alone, a `command` has no container: write `http`, `tcp` or `grpc`';
  context.addIssue({ code: 'custom', message });
  return z.NEVER;
});
