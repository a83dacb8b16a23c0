import { CHANGE_FIELDS } from './change-fields';
import type { FieldCase } from './field-cases';
import { request, seconds } from './request-fields';

const IGNORE = 'a list of names of JSON fields left out of the comparison at any depth, for example id';
const UNIQUE =
  'a list of names of JSON fields, at any depth, whose values must differ between copies, for example token';

const HEADERS =
  'names of HTTP headers of responses, each with `compare` to compare its values as they are, or `ignore` to leave it out';

/** What a captured checkpoint must pass. */
export const GATE_FIELDS: readonly FieldCase[] = [
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
      ['2', 'must be a number, got: "2" (did you mean 2, without quotes?)'],
      [2.5, 'must be a whole number, got: 2.5'],
      [1, 'must be at least 2, got: 1'],
      [17, 'must be at most 16, got: 17'],
    ],
    accepted: [2, 16],
  },
  seconds('gate.deadlineSeconds', 600),
  {
    path: 'gate.podDeadlineSeconds',
    write: 'how long a restore may take in a pod, 1 to 600 seconds; what the gate measured decides if left out',
    refused: [
      ['10', 'must be a number, got: "10" (did you mean 10, without quotes?)'],
      [0.5, 'must be at least 1, got: 0.5'],
      [601, 'must be at most 600, got: 601'],
    ],
    accepted: [1, 7.5, 600],
  },
  seconds(
    'gate.p95Seconds',
    600,
    'how long 95 of 100 restores may take at most, from container start to the first answer, above 0 and at most 600 seconds; no limit if left out',
  ),
  seconds(
    'gate.stopSeconds',
    3600,
    'how long a copy may take to end after SIGTERM, above 0 and at most 3600 seconds, as the grace period of the pod',
  ),
  {
    path: 'gate.coldStart',
    write:
      'what a cold start of the checkpoint image must show: `answers` to respond to `gate.requests` with their status, or `ready` to become ready, for a service that keeps in memory what its warm-up sent',
    refused: [['no', 'must be "answers" or "ready", got: "no"']],
    accepted: ['answers', 'ready'],
  },
  ...CHANGE_FIELDS,
  {
    path: 'gate.requests',
    write: 'a list of requests whose responses are compared',
    refused: [['/', 'must be a list, got: "/"']],
    accepted: [[]],
  },
  ...request('gate.requests[0]'),
  {
    path: 'gate.requests[0].compare',
    write:
      '`answer` to compare status, headers and body, or `status` to compare the status alone, for responses that depend on earlier requests',
    refused: [['body', 'must be "answer" or "status", got: "body"']],
    accepted: ['answer', 'status'],
  },
  {
    path: 'gate.requests[0].ignore',
    refused: [
      [
        [],
        'is not a known field (did you mean `gate.ignore`?); known here: method, path, headers, json, body, status, compare',
      ],
    ],
  },
  { path: 'gate.ignore', write: IGNORE, refused: [['id', 'must be a list, got: "id"']], accepted: [[], ['id']] },
  {
    path: 'gate.ignore[0]',
    write: IGNORE,
    refused: [
      ['', 'must not be empty, got: ""'],
      [1, 'must be a string, got: 1 (did you mean "1", in quotes?)'],
    ],
  },
  {
    path: 'gate.headers',
    write: HEADERS,
    refused: [
      ['ETag', 'must be an object, got: "ETag"'],
      [{ 'a b': 'ignore' }, 'has a name of the wrong form, got: "a b"'],
    ],
    accepted: [{}, { ETag: 'compare', 'Set-Cookie': 'ignore' }],
  },
  {
    path: 'gate.headers.ETag',
    write: HEADERS,
    refused: [['skip', 'must be "compare" or "ignore", got: "skip"']],
    accepted: ['compare', 'ignore'],
  },
  {
    path: 'gate.cloneProbe',
    write: 'true when copies that draw the same random numbers, or give out the same session, token or id, are refused',
    refused: [['off', 'must be true or false, got: "off" (did you mean false?)']],
    accepted: [true, false],
  },
  {
    path: 'gate.unique',
    write: UNIQUE,
    refused: [['token', 'must be a list, got: "token"']],
    accepted: [[], ['token']],
  },
  {
    path: 'gate.unique[0]',
    write: UNIQUE,
    refused: [
      ['', 'must not be empty, got: ""'],
      [1, 'must be a string, got: 1 (did you mean "1", in quotes?)'],
    ],
  },
  {
    path: 'gate.retries',
    refused: [
      [
        1,
        'is not a known field; known here: restores, deadlineSeconds, podDeadlineSeconds, p95Seconds, stopSeconds, coldStart, mustChange, requests, ignore, headers, cloneProbe, unique',
      ],
    ],
  },
];
