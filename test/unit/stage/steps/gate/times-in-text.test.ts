import { timesIn } from '../../../../../stage/steps/gate/times-in-text';

const MOMENT = Date.UTC(2026, 10, 29, 20, 15, 30);

describe('the times in a text', () => {
  test.each([
    ['"2026-11-29T20:15:30Z"', MOMENT],
    ['"2026-11-29T20:15:30.250Z"', MOMENT + 250],
    ['2026-11-29 20:15:30,250', MOMENT + 250],
    ['2026-11-29T21:15:30+01:00', MOMENT],
    ['2026-11-29T21:15:30+0100', MOMENT],
    ['2026-11-29T20:15:30', MOMENT],
    ['Sun, 29 Nov 2026 20:15:30 GMT', MOMENT],
    [`{"now":${MOMENT}}`, MOMENT],
    [`{"now":${MOMENT / 1000}}`, MOMENT],
    [`{"now":${MOMENT / 1000}.25}`, MOMENT + 250],
  ])('are found in %s', (text, moment) => {
    expect(timesIn(text)).toEqual([moment]);
  });

  test.each(['', '2026-11-29', '20:15:30', '42', '123456789012345', '2026-99-99T99:99:99Z'])(
    'are none in %j',
    (text) => {
      expect(timesIn(text)).toEqual([]);
    },
  );

  test('are all of it', () => {
    expect(timesIn('from 2026-11-29T20:15:30Z to 2026-11-29T20:15:31Z')).toEqual([MOMENT, MOMENT + 1000]);
  });
});
