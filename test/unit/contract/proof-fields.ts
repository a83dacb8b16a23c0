import type { FieldCase } from './field-cases';
import { request, seconds } from './request-fields';

const ENDS = 'takes exactly one of `count`, `seconds` and `steady`';
const REQUESTS = 'a list of up to 1000 requests, empty where the service answers nothing by HTTP';
const many = (count: number) => Array.from({ length: count }, () => ({ path: '/' }));

/** The warm-up. */
export const PROOF_FIELDS: readonly FieldCase[] = [
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
      [many(1001), 'must have at most 1000 entries, got: a list of 1001'],
    ],
    accepted: [[], many(1000)],
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
      ['4', 'must be a number, got: "4" (did you mean 4, without quotes?)'],
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
      ['1', 'must be a number, got: "1" (did you mean 1, without quotes?)'],
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
];
