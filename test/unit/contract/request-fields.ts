import type { FieldCase } from './field-cases';

export const PATH = 'a path that starts with /, for example /actuator/health/readiness';
const STATUS = 'an HTTP status, 100 to 599';
const HEADERS = 'names of HTTP headers and their values, each a string';
const METHODS = 'must be "GET", "HEAD", "POST", "PUT", "PATCH" or "DELETE"';

export const status = (path: string): FieldCase => ({
  path,
  write: STATUS,
  refused: [
    ['200', 'must be a number, got: "200" (did you mean 200, without quotes?)'],
    [200.5, 'must be a whole number, got: 200.5'],
    [99, 'must be at least 100, got: 99'],
    [600, 'must be at most 599, got: 600'],
  ],
  accepted: [100, 599],
});

/** The fields shared by requests of the warm-up and of the gate. */
export const request = (path: string, write?: string): readonly FieldCase[] => [
  {
    path,
    ...(write === undefined ? {} : { write }),
    refused: [
      [{ path: '/', json: 1, body: 'x' }, 'takes `json` or `body`, not both, got: an object with path, json, body'],
    ],
  },
  {
    path: `${path}.method`,
    write: 'the HTTP method in capital letters',
    refused: [
      ['get', `${METHODS}, got: "get" (did you mean "GET"?)`],
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
  {
    path: `${path}.headers.accept`,
    write: HEADERS,
    refused: [[1, 'must be a string, got: 1 (did you mean "1", in quotes?)']],
  },
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

export const seconds = (path: string, most: number, write = `seconds, above 0 and at most ${most}`): FieldCase => ({
  path,
  write,
  refused: [
    ['60s', 'must be a number, got: "60s" (did you mean 60?)'],
    [0, 'must be above 0, got: 0'],
    [most + 1, `must be at most ${most}, got: ${most + 1}`],
  ],
  accepted: [0.001, most],
});
