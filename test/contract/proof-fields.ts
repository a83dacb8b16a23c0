import type { FieldCase } from './field-cases';

const PATH = 'a path that starts with /, for example /actuator/health/readiness';
const STATUS = 'an HTTP status, 100 to 599';
const HEADERS = 'names of HTTP headers and their values, each a string';
const METHODS = 'must be "GET", "HEAD", "POST", "PUT", "PATCH" or "DELETE"';
const ENDS = 'takes exactly one of `count`, `seconds` and `steady`';
const REQUESTS = 'a list of 1 to 1000 requests';
const IGNORE = 'a list of names of JSON fields left out of the comparison at any depth, for example id';
const many = (count: number) => Array.from({ length: count }, () => ({ path: '/' }));

const status = (path: string): FieldCase => ({
  path,
  write: STATUS,
  refused: [
    ['200', 'must be a number, got: "200"'],
    [200.5, 'must be a whole number, got: 200.5'],
    [99, 'must be at least 100, got: 99'],
    [600, 'must be at most 599, got: 600'],
  ],
  accepted: [100, 599],
});

/** What the requests of the warm-up and of the gate share. */
const request = (path: string): readonly FieldCase[] => [
  {
    path,
    refused: [
      [{ path: '/', json: 1, body: 'x' }, 'takes `json` or `body`, not both, got: an object with path, json, body'],
    ],
  },
  {
    path: `${path}.method`,
    write: 'the HTTP method in capital letters',
    refused: [
      ['get', `${METHODS}, got: "get"`],
      [1, `${METHODS}, got: 1`],
    ],
    accepted: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
  },
  {
    path: `${path}.path`,
    write: PATH,
    refused: [
      [undefined, 'is missing'],
      ['customers', 'has the wrong form, got: "customers"'],
      ['/a b', 'has the wrong form, got: "/a b"'],
      [1, 'must be a string, got: 1'],
    ],
    accepted: ['/', '/customers?page=1'],
  },
  {
    path: `${path}.headers`,
    write: HEADERS,
    refused: [
      ['a: b', 'must be an object, got: "a: b"'],
      [{ '': 'x' }, 'has a name of the wrong form, got: ""'],
      [{ 'a b': 'x' }, 'has a name of the wrong form, got: "a b"'],
    ],
    accepted: [{ 'X-Request-Id': '1' }],
  },
  { path: `${path}.headers.accept`, write: HEADERS, refused: [[1, 'must be a string, got: 1']] },
  {
    path: `${path}.json`,
    write: 'a body sent as JSON, with its content type',
    refused: [[Number.NaN, 'is not valid, got: NaN']],
    accepted: [null, 1, 'x', [], { a: [{ b: null }] }],
  },
  {
    path: `${path}.body`,
    write: 'a body sent as it is; leave `json` out then',
    refused: [[{ a: 1 }, 'must be a string, got: an object with a']],
    accepted: ['', 'a=1'],
  },
  status(`${path}.status`),
];

const seconds = (path: string, most: number, write = `seconds, above 0 and at most ${most}`): FieldCase => ({
  path,
  write,
  refused: [
    ['60s', 'must be a number, got: "60s"'],
    [0, 'must be above 0, got: 0'],
    [most + 1, `must be at most ${most}, got: ${most + 1}`],
  ],
  accepted: [0.001, most],
});

/** Readiness, warm-up and gate. */
export const PROOF_FIELDS: readonly FieldCase[] = [
  {
    path: 'readiness',
    write: 'how it is known that the service can be used: a `path` that answers with a `status`',
    refused: [
      [undefined, 'is missing'],
      ['/ready', 'must be an object, got: "/ready"'],
    ],
  },
  {
    path: 'readiness.path',
    write: PATH,
    refused: [
      [undefined, 'is missing'],
      ['ready', 'has the wrong form, got: "ready"'],
      [7, 'must be a string, got: 7'],
    ],
    accepted: ['/'],
  },
  status('readiness.status'),
  seconds('readiness.timeoutSeconds', 3600),
  { path: 'readiness.port', refused: [[1, 'is not a known field; known here: path, status, timeoutSeconds']] },
  {
    path: 'warmUp',
    write: 'how the service is warmed up: at least its `requests`',
    refused: [
      [undefined, 'is missing'],
      [[], 'must be an object, got: an empty list'],
    ],
  },
  {
    path: 'warmUp.requests',
    write: REQUESTS,
    refused: [
      [undefined, 'is missing'],
      ['/', 'must be a list, got: "/"'],
      [[], 'must have at least 1 entry, got: an empty list'],
      [many(1001), 'must have at most 1000 entries, got: a list of 1001'],
    ],
    accepted: [many(1), many(1000)],
  },
  { path: 'warmUp.requests[0]', write: REQUESTS, refused: [['/', 'must be an object, got: "/"']] },
  ...request('warmUp.requests[0]'),
  {
    path: 'warmUp.requests[0].compare',
    refused: [['status', 'is not a known field; known here: method, path, headers, json, body, status']],
  },
  {
    path: 'warmUp.concurrency',
    write: 'requests under way at the same time, 1 to 256',
    refused: [
      ['4', 'must be a number, got: "4"'],
      [1.5, 'must be a whole number, got: 1.5'],
      [0, 'must be at least 1, got: 0'],
      [257, 'must be at most 256, got: 257'],
    ],
    accepted: [1, 256],
  },
  {
    path: 'warmUp.until',
    write: 'an object that says when the warm-up ends: `count`, `seconds` or `steady`',
    refused: [
      [100, 'must be an object, got: 100'],
      [{}, `${ENDS}, got: an empty object`],
      [{ count: 1, seconds: 1 }, `${ENDS}, got: an object with count, seconds`],
    ],
    accepted: [{ count: 1 }, { count: 1_000_000 }, { seconds: 0.5 }, { seconds: 3600 }, { steady: {} }],
  },
  {
    path: 'warmUp.until.count',
    write: 'how many times the list of requests is sent, 1 to 1000000',
    refused: [
      ['1', 'must be a number, got: "1"'],
      [1.5, 'must be a whole number, got: 1.5'],
      [0, 'must be at least 1, got: 0'],
      [1_000_001, 'must be at most 1000000, got: 1000001'],
    ],
  },
  {
    ...seconds('warmUp.until.seconds', 3600, 'for how many seconds requests are sent, above 0 and at most 3600'),
    accepted: [],
  },
  {
    path: 'warmUp.until.steady',
    write: 'an object, empty or with `maxSeconds`: requests are sent until latency stops falling, at most so long',
    refused: [[true, 'must be an object, got: true']],
  },
  seconds('warmUp.until.steady.maxSeconds', 3600),
  { path: 'warmUp.until.steady.window', refused: [[1, 'is not a known field; known here: maxSeconds']] },
  {
    path: 'warmUp.allowedFailureRate',
    write: 'the share of requests that may fail, 0 to 1',
    refused: [
      ['1%', 'must be a number, got: "1%"'],
      [-0.1, 'must be at least 0, got: -0.1'],
      [1.1, 'must be at most 1, got: 1.1'],
    ],
    accepted: [0, 1],
  },
  {
    path: 'warmUp.rounds',
    refused: [[1, 'is not a known field; known here: requests, concurrency, until, allowedFailureRate']],
  },
  {
    path: 'gate',
    write: 'what a captured checkpoint must pass before it is a release',
    refused: [[3, 'must be an object, got: 3']],
    accepted: [{}],
  },
  {
    path: 'gate.restores',
    write: 'copies restored at the same time, 2 to 16',
    refused: [
      ['2', 'must be a number, got: "2"'],
      [2.5, 'must be a whole number, got: 2.5'],
      [1, 'must be at least 2, got: 1'],
      [17, 'must be at most 16, got: 17'],
    ],
    accepted: [2, 16],
  },
  seconds('gate.deadlineSeconds', 600),
  {
    path: 'gate.requests',
    write: 'a list of requests whose answers are compared',
    refused: [['/', 'must be a list, got: "/"']],
    accepted: [[]],
  },
  ...request('gate.requests[0]'),
  {
    path: 'gate.requests[0].compare',
    write:
      '`answer` to compare status and body, or `status` to compare the status alone, for answers that depend on earlier requests',
    refused: [['body', 'must be "answer" or "status", got: "body"']],
    accepted: ['answer', 'status'],
  },
  {
    path: 'gate.requests[0].ignore',
    refused: [[[], 'is not a known field; known here: method, path, headers, json, body, status, compare']],
  },
  { path: 'gate.ignore', write: IGNORE, refused: [['id', 'must be a list, got: "id"']], accepted: [[], ['id']] },
  {
    path: 'gate.ignore[0]',
    write: IGNORE,
    refused: [
      ['', 'must not be empty, got: ""'],
      [1, 'must be a string, got: 1'],
    ],
  },
  {
    path: 'gate.retries',
    refused: [[1, 'is not a known field; known here: restores, deadlineSeconds, requests, ignore']],
  },
];
