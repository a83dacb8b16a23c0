import type { FieldCase } from './field-cases';
import { request } from './request-fields';

const seen = { path: '/seen' };
const environment = (value: string) => ({ what: 'environment', values: { GREETING: value }, request: seen });

/** What a restored copy must see that differs from the capture. */
export const CHANGE_FIELDS: readonly FieldCase[] = [
  {
    path: 'gate.mustChange',
    write: 'a list of what a restored copy must see that differs from the capture, at most 50',
    refused: [
      ['clock', 'must be a list, got: "clock"'],
      [[environment('Hallo'), environment('Moin')], 'gives GREETING two values, got: a list of 2'],
    ],
    accepted: [
      [],
      [environment('Hallo'), environment('Hallo')],
      [
        { what: 'hostName', request: seen },
        { what: 'clock', request: seen },
        { what: 'credentials', request: seen },
      ],
      [{ what: 'properties', values: { 'a.b': 'c' }, request: seen }],
    ],
  },
  {
    path: 'gate.mustChange[0].what',
    refused: [['colour', 'must be "environment", "properties", "hostName", "clock" or "credentials", got: "colour"']],
  },
  {
    path: 'gate.mustChange[0].values',
    write: 'names of environment variables (letters, digits and _, no digit first) and their values, each a string',
    refused: [
      [{}, 'needs at least one value that is not empty, got: an empty object'],
      [{ GREETING: '' }, 'needs at least one value that is not empty, got: an object with GREETING'],
    ],
  },
  ...request('gate.mustChange[0].request', 'the request whose response shows it'),
];
