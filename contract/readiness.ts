import { z } from 'zod';
import { httpPath, httpStatus, port, READINESS_SCHEMES, seconds } from './fields';

/** How whatever has a port is asked whether it is ready; without a `port`, at the port at which it is reached. */
export type PortProbe =
  | {
      readonly kind: 'http';
      readonly path: string;
      readonly status: number;
      readonly scheme: (typeof READINESS_SCHEMES)[number];
      readonly port?: number | undefined;
    }
  | { readonly kind: 'tcp'; readonly port?: number | undefined }
  | {
      readonly kind: 'grpc';
      /** Empty for the server as a whole. */
      readonly service: string;
      readonly port?: number | undefined;
    };

/** How a service or a companion is asked that runs in a container. */
export type ReadinessProbe = PortProbe | { readonly kind: 'exec'; readonly command: readonly string[] };

export const READY_STATUS = 200;

/** How long a command may take that says whether a service is ready, at a capture as in a pod. */
export const COMMAND_SECONDS = 10;

const otherPort = port
  .optional()
  .describe('a TCP port, 1 to 65535, where it is not `run.port`, for example that of a management server');

export const grpcService = z
  .string()
  .optional()
  .describe('the name for which the health service is asked; the server as a whole if left out');

export const readyCommand = z
  .strictObject({
    command: z
      .array(z.string())
      .min(1)
      .describe('a list of 1 or more entries: a program and its arguments, run in the container without a shell'),
  })
  .describe('an object with a `command` that ends with status 0 when it is ready, and within 10 s');

const shape = z.strictObject({
  path: httpPath.optional(),
  // No default of zod's: it would be there for the other kinds, too.
  status: httpStatus.optional().meta({ default: READY_STATUS }),
  port: otherPort,
  scheme: z
    .enum(READINESS_SCHEMES)
    .optional()
    .describe('`https` accepts any certificate; where `port` is left out, all requests of the capture use it')
    .meta({ default: 'http' }),
  tcp: z
    .strictObject({ port: otherPort })
    .optional()
    .describe('an object, empty or with a `port`: the service is ready when the port accepts a connection'),
  grpc: z
    .strictObject({ port: otherPort, service: grpcService })
    .optional()
    .describe(
      'an object, empty or with `port` and `service`: the service is ready when grpc.health.v1.Health answers SERVING, without TLS',
    ),
  exec: readyCommand.optional(),
  timeoutSeconds: seconds(3600).default(120),
});

type Shape = z.output<typeof shape>;

const OF_PATH = ['status', 'port', 'scheme'] as const;

/** The field `readiness` of a capture spec. */
export const readiness = shape
  .describe('when the service is ready: a `path` that returns a `status`, or else `tcp`, `grpc` or `exec`')
  .transform((value, context): { probe: ReadinessProbe; timeoutSeconds: number } => {
    const [probe, ...others] = probesIn(value);
    const isOne = probe !== undefined && others.length === 0;
    const message = isOne ? misplaced(value, probe) : 'takes exactly one of `path`, `tcp`, `grpc` and `exec`';
    if (isOne && message === undefined) return { probe, timeoutSeconds: value.timeoutSeconds };
    context.addIssue({ code: 'custom', message });
    return z.NEVER;
  });

function probesIn({ exec, grpc, path, port: at, scheme = 'http', status = READY_STATUS, tcp }: Shape) {
  const given: ReadinessProbe[] = [];
  if (path !== undefined) given.push({ kind: 'http', path, status, scheme, ...portIn({ port: at }) });
  if (tcp !== undefined) given.push({ kind: 'tcp', ...portIn(tcp) });
  if (grpc !== undefined) given.push({ kind: 'grpc', service: grpc.service ?? '', ...portIn(grpc) });
  if (exec !== undefined) given.push({ kind: 'exec', command: exec.command });
  return given;
}

function portIn({ port: at }: { readonly port?: number | undefined }): { readonly port?: number } {
  return at === undefined ? {} : { port: at };
}

/** What is written next to another kind and belongs to a `path`. */
function misplaced(value: Shape, { kind }: ReadinessProbe): string | undefined {
  const names = OF_PATH.filter((name) => value[name] !== undefined);
  if (kind === 'http' || names.length === 0) return undefined;
  const hasPort = kind !== 'exec' && names.includes('port');
  const instead = hasPort ? `; the port of \`${kind}\` is \`${kind}.port\`` : '';
  return `takes ${names.map((name) => `\`${name}\``).join(' and ')} with \`path\` alone${instead}`;
}
