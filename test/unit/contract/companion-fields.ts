import type { FieldCase } from './field-cases';

const LIST = 'a list of what the service needs during its capture, at most 20, with different names';
const NAME = 'the host name at which the service reaches the companion: up to 40 of a-z, 0-9 and -, a letter first';
const PORT = 'a TCP port, 1 to 65535';
const ENVIRONMENT =
  'names of environment variables (letters, digits and _, no digit first) and their values, each a string';
const ARGUMENTS = 'build arguments and their values';
const READY = 'when the companion is ready: `tcp: true`, `http` with a path, `grpc`, or `exec` with a command';
const ONE_SOURCE = 'takes exactly one of `image`, `build` and `command`';
const ONE_PROBE = 'takes exactly one of `http`, `tcp`, `grpc` and `exec`';

const companion = (name: string) => ({ name, image: 'image:1', port: 1 });
const many = (count: number) => Array.from({ length: count }, (_, index) => companion(`c${index}`));

/** Companions: in the full document [0] is built, [1] an image, [2] a command. */
export const COMPANION_FIELDS: readonly FieldCase[] = [
  {
    path: 'companions',
    write: LIST,
    refused: [
      [{}, 'must be a list, got: an empty object'],
      [many(21), 'must have at most 20 entries, got: a list of 21'],
    ],
    accepted: [[], many(20)],
  },
  { path: 'companions[0]', write: LIST, refused: [['database', 'must be an object, got: "database"']] },
  {
    path: 'companions[0]',
    refused: [
      [{ name: 'a', port: 1 }, `${ONE_SOURCE}, got: an object with name, port`],
      [
        { name: 'a', port: 1, image: 'i', command: ['c'], env: { PASSWORD: 'secret' } },
        `${ONE_SOURCE}, got: an object with name, port, image, command, env`,
      ],
    ],
  },
  {
    path: 'companions[0].name',
    write: NAME,
    refused: [
      [undefined, 'is missing'],
      [1, 'must be a string, got: 1'],
      ['Database', 'has the wrong form, got: "Database"'],
      ['d'.repeat(41), `has the wrong form, got: "${'d'.repeat(41)}"`],
    ],
    accepted: ['d', 'd'.repeat(40)],
  },
  {
    path: 'companions[1].name',
    write: NAME,
    refused: [['database', 'must differ from the names of the other companions, got: "database"']],
  },
  {
    path: 'companions[0].port',
    write: PORT,
    refused: [
      [undefined, 'is missing'],
      ['5432', 'must be a number, got: "5432" (did you mean 5432, without quotes?)'],
      [0, 'must be at least 1, got: 0'],
      [65_536, 'must be at most 65535, got: 65536'],
    ],
    accepted: [1, 65_535],
  },
  {
    path: 'companions[1].image',
    write: 'an image to run',
    refused: [
      ['', 'must not be empty, got: ""'],
      [1, 'must be a string, got: 1'],
    ],
  },
  { path: 'companions[0].build', write: 'an image to build and run', refused: [['.', 'must be an object, got: "."']] },
  {
    path: 'companions[0].build.context',
    write: 'the build context, relative to the capture spec',
    refused: [
      ['', 'must not be empty, got: ""'],
      [1, 'must be a string, got: 1'],
    ],
  },
  {
    path: 'companions[0].build.dockerfile',
    write: 'the Dockerfile, relative to the context',
    refused: [
      ['', 'must not be empty, got: ""'],
      [1, 'must be a string, got: 1'],
    ],
  },
  { path: 'companions[0].build.args', write: ARGUMENTS, refused: [[[], 'must be an object, got: an empty list']] },
  {
    path: 'companions[0].build.args.A',
    write: ARGUMENTS,
    refused: [[1, 'must be a string, got: 1 (did you mean "1", in quotes?)']],
  },
  {
    path: 'companions[0].build.target',
    refused: [['x', 'is not a known field; known here: context, dockerfile, args']],
  },
  {
    path: 'companions[2].command',
    write: 'a program and its arguments, run on this machine in the folder of the spec and listening on 127.0.0.1',
    refused: [
      ['stub --port', 'must be a list, got: "stub --port"'],
      [[], 'must have at least 1 entry, got: an empty list'],
    ],
    accepted: [['stub'], ['stub', '']],
  },
  {
    path: 'companions[2].command[0]',
    write: 'a program and its arguments, run on this machine in the folder of the spec and listening on 127.0.0.1',
    refused: [[1, 'must be a string, got: 1 (did you mean "1", in quotes?)']],
  },
  {
    path: 'companions[0].env',
    write: ENVIRONMENT,
    refused: [
      ['A=1', 'must be an object, got: "A=1"'],
      [{ 'A-B': '1' }, 'has a name of the wrong form, got: "A-B"'],
    ],
  },
  {
    path: 'companions[0].env.A',
    write: ENVIRONMENT,
    refused: [[1, 'must be a string, got: 1 (did you mean "1", in quotes?)']],
  },
  {
    path: 'companions[0].readiness',
    write: READY,
    refused: [
      ['tcp', 'must be an object, got: "tcp"'],
      [{}, `${ONE_PROBE}, got: an empty object`],
      [{ tcp: true, http: { path: '/' } }, `${ONE_PROBE}, got: an object with tcp, http`],
    ],
    accepted: [
      { tcp: true },
      { http: { path: '/' } },
      { grpc: {} },
      { grpc: { service: 'orders' } },
      { exec: { command: ['ready'] } },
    ],
  },
  {
    path: 'companions[1].readiness.tcp',
    write: 'true: the companion is ready when its port accepts a connection',
    refused: [
      [false, 'must be true, got: false'],
      [5432, 'must be true, got: 5432'],
    ],
  },
  {
    path: 'companions[0].readiness.http',
    write: 'a path, and the status that it returns when the companion is ready',
    refused: [['/', 'must be an object, got: "/"']],
  },
  {
    path: 'companions[0].readiness.http.path',
    write: 'a path that starts with /, for example /actuator/health/readiness',
    refused: [
      [undefined, 'is missing'],
      ['health', 'has the wrong form, got: "health"'],
      [1, 'must be a string, got: 1'],
    ],
  },
  {
    path: 'companions[0].readiness.http.status',
    write: 'an HTTP status, 100 to 599',
    refused: [
      ['200', 'must be a number, got: "200" (did you mean 200, without quotes?)'],
      [99, 'must be at least 100, got: 99'],
      [600, 'must be at most 599, got: 600'],
    ],
    accepted: [100, 599],
  },
  {
    path: 'companions[0].readiness.http.port',
    refused: [[1, 'is not a known field (did you mean `companions[].port`?); known here: path, status']],
  },
  {
    path: 'companions[0].readiness.grpc',
    write:
      'an object, empty or with a `service`: the companion is ready when grpc.health.v1.Health answers SERVING, without TLS',
    refused: [[true, 'must be an object, got: true']],
  },
  {
    path: 'companions[0].readiness.grpc.service',
    write: 'the name for which the health service is asked; the server as a whole if left out',
    refused: [[1, 'must be a string, got: 1']],
  },
  {
    path: 'companions[0].readiness.exec',
    write: 'an object with a `command` that ends with status 0 when it is ready, and within 10 s',
    refused: [['ready', 'must be an object, got: "ready"']],
  },
  {
    path: 'companions[0].readiness.exec.command',
    write: 'a list of 1 or more entries: a program and its arguments, run in the container without a shell',
    refused: [
      [undefined, 'is missing'],
      [[], 'must have at least 1 entry, got: an empty list'],
    ],
  },
  {
    path: 'companions[2].readiness',
    accepted: [{ tcp: true }, { http: { path: '/' } }, { grpc: {} }],
    refused: [],
  },
  {
    path: 'companions[2]',
    refused: [
      [
        { name: 'a', port: 1, command: ['c'], readiness: { exec: { command: ['ready'] } } },
        'takes `readiness.exec` with `image` or `build` alone, a `command` has no container: write `http`, `tcp` or `grpc`, got: an object with name, port, command, readiness',
      ],
    ],
  },
  {
    path: 'companions[0].readiness.timeoutSeconds',
    write: 'seconds, above 0 and at most 600',
    refused: [
      ['60', 'must be a number, got: "60" (did you mean 60, without quotes?)'],
      [0, 'must be above 0, got: 0'],
      [601, 'must be at most 600, got: 601'],
    ],
    accepted: [0.5, 600],
  },
  {
    path: 'companions[0].readiness.path',
    refused: [
      [
        '/',
        'is not a known field (did you mean `companions[].readiness.http.path`?); known here: http, tcp, grpc, exec, timeoutSeconds',
      ],
    ],
  },
  {
    path: 'companions[0].volumes',
    refused: [[[], 'is not a known field; known here: name, image, build, command, port, env, readiness']],
  },
];
