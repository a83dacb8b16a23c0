import type { FieldCase } from './field-cases';
import { PATH, seconds, status } from './request-fields';

const READY = 'when the service is ready: a `path` that returns a `status`, or else `tcp`, `grpc` or `exec`';
const ONE = 'takes exactly one of `path`, `tcp`, `grpc` and `exec`';
const COMMAND = 'a list of 1 or more entries: a program and its arguments, run in the container without a shell';

const port = (path: string): FieldCase => ({
  path,
  write: 'a TCP port, 1 to 65535, where it is not `run.port`, for example that of a management server',
  refused: [
    ['8081', 'must be a number, got: "8081" (did you mean 8081, without quotes?)'],
    [0, 'must be at least 1, got: 0'],
    [65_536, 'must be at most 65535, got: 65536'],
  ],
});

/** Readiness: in the full document by a path. */
export const READINESS_FIELDS: readonly FieldCase[] = [
  {
    path: 'readiness',
    write: READY,
    refused: [
      [undefined, 'is missing'],
      ['/ready', 'must be an object, got: "/ready"'],
      [{}, `${ONE}, got: an empty object`],
      [{ status: 200 }, `${ONE}, got: an object with status`],
      [{ path: '/', tcp: {} }, `${ONE}, got: an object with path, tcp`],
      [{ tcp: {}, grpc: {}, exec: { command: ['a'] } }, `${ONE}, got: an object with tcp, grpc, exec`],
      [
        { tcp: {}, port: 1 },
        'takes `port` with `path` alone; the port of `tcp` is `tcp.port`, got: an object with tcp, port',
      ],
      [
        { grpc: {}, scheme: 'http', port: 1 },
        'takes `port` and `scheme` with `path` alone; the port of `grpc` is `grpc.port`, got: an object with grpc, scheme, port',
      ],
      [
        { exec: { command: ['a'] }, status: 200, port: 1 },
        'takes `status` and `port` with `path` alone, got: an object with exec, status, port',
      ],
    ],
    accepted: [
      { path: '/', status: 204, port: 1, scheme: 'https', timeoutSeconds: 5 },
      { tcp: {} },
      { tcp: { port: 1 }, timeoutSeconds: 5 },
      { grpc: {} },
      { grpc: { port: 1, service: 'orders.v1.Orders' } },
      { exec: { command: ['ready', ''] } },
    ],
  },
  {
    path: 'readiness.path',
    write: PATH,
    refused: [
      ['ready', 'has the wrong form, got: "ready"'],
      [7, 'must be a string, got: 7'],
    ],
    accepted: ['/'],
  },
  status('readiness.status'),
  seconds('readiness.timeoutSeconds', 3600),
  { ...port('readiness.port'), accepted: [1, 65_535] },
  {
    path: 'readiness.scheme',
    write: '`https` accepts any certificate; where `port` is left out, all requests of the capture use it',
    refused: [['ftp', 'must be "http" or "https", got: "ftp"']],
    accepted: ['http', 'https'],
  },
  {
    path: 'readiness.tcp',
    write: 'an object, empty or with a `port`: the service is ready when the port accepts a connection',
    refused: [
      [true, 'must be an object, got: true'],
      [5432, 'must be an object, got: 5432'],
    ],
  },
  port('readiness.tcp.port'),
  {
    path: 'readiness.grpc',
    write:
      'an object, empty or with `port` and `service`: the service is ready when grpc.health.v1.Health answers SERVING, without TLS',
    refused: [[true, 'must be an object, got: true']],
  },
  port('readiness.grpc.port'),
  {
    path: 'readiness.grpc.service',
    write: 'the name for which the health service is asked; the server as a whole if left out',
    refused: [[1, 'must be a string, got: 1']],
  },
  {
    path: 'readiness.exec',
    write: 'an object with a `command` that ends with status 0 when it is ready, and within 10 s',
    refused: [[['ready'], 'must be an object, got: a list of 1']],
  },
  {
    path: 'readiness.exec.command',
    write: COMMAND,
    refused: [
      [undefined, 'is missing'],
      ['ready --now', 'must be a list, got: "ready --now"'],
      [[], 'must have at least 1 entry, got: an empty list'],
    ],
  },
  {
    path: 'readiness.host',
    refused: [[1, 'is not a known field; known here: path, status, port, scheme, tcp, grpc, exec, timeoutSeconds']],
  },
];
