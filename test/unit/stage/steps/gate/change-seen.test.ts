import type { MustChange } from '../../../../../contract';
import { seenTooEarly, unseen } from '../../../../../stage/steps/gate/change-seen';

const NOW = Date.UTC(2026, 10, 29, 20, 15, 30);
const request: MustChange['request'] = { method: 'GET', path: '/seen', headers: {}, status: 200 };
const answerOf = (body: string, ms = 5) => ({ status: 200, body, headers: {}, ms });
const changed = (body: string, more: object = {}) => ({
  ...{ answer: answerOf(body), answeredAt: NOW, hostName: '3f5d0c9a1b2e', signed: false },
  ...more,
});
const GREETING: MustChange = { what: 'environment', values: { GREETING: 'Hallo', EMPTY: '' }, request };
const COLOUR: MustChange = { what: 'properties', values: { 'app.colour': 'green' }, request };
const HOST: MustChange = { what: 'hostName', request };
const CLOCK: MustChange = { what: 'clock', request };
const CREDENTIALS: MustChange = { what: 'credentials', request };

describe('a change', () => {
  test.each([
    [GREETING, changed('{"greeting":"Hallo"}')],
    [COLOUR, changed('green')],
    [HOST, changed('served by 3f5d0c9a1b2e')],
    [CLOCK, changed('2026-11-29T20:15:28Z')],
    [CLOCK, changed('2026-11-29T20:15:32Z')],
    [CLOCK, { ...changed('2026-11-29T20:15:20Z'), answer: answerOf('2026-11-29T20:15:20Z', 9000) }],
    [CREDENTIALS, changed('', { signed: true })],
  ])('is seen: %j', (rule, copy) => {
    expect(unseen(rule, copy)).toBeUndefined();
  });

  test.each([
    [GREETING, changed('Moin'), 'the value of variable GREETING, "Hallo"'],
    [COLOUR, changed('red'), 'the value of property app.colour, "green"'],
    [HOST, changed('served by another'), 'its host name, 3f5d0c9a1b2e'],
    [CLOCK, changed('2026-11-29T20:15:27Z'), 'the time, 2026-11-29T20:15:30.000Z'],
    [CLOCK, changed('no time'), 'the time, 2026-11-29T20:15:30.000Z'],
    [CREDENTIALS, changed(''), 'its credentials: no request to a companion was signed with them'],
  ])('is missing: %j', (rule, copy, what) => {
    expect(unseen(rule, copy)).toBe(what);
  });

  test('proves nothing with a value that is there without it', () => {
    expect(seenTooEarly(GREETING, answerOf('Hallo'))).toEqual(['GREETING']);
    expect(seenTooEarly(GREETING, answerOf('Moin'))).toEqual([]);
    expect(seenTooEarly(CLOCK, answerOf('2026-11-29T20:15:30Z'))).toEqual([]);
  });
});
