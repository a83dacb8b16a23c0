import fc from 'fast-check';
import { NeedleFilter } from '../../../../stage/secrets/needle-filter';

/** Few different bytes, so that needles occur and overlap. */
const LETTERS = ['a', 'A', 'b', '/', '\0'];
const text = (minLength: number, maxLength: number) =>
  fc
    .array(fc.constantFrom(...LETTERS), { minLength, maxLength })
    .map((letters) => Buffer.from(letters.join(''), 'latin1'));

/** What the filter finds, as needle and place; no needle has the bytes behind the last one. */
function found(bytes: Buffer, needles: readonly Buffer[]): string[] {
  const held = Buffer.alloc(Math.ceil(bytes.length / 4) * 4 + 8, 0xff);
  bytes.copy(held);
  const filter = new NeedleFilter(needles.map((needle) => ({ bytes: needle })));
  const places: string[] = [];
  const add = (needle: { bytes: Buffer }, at: number) => places.push(`${needle.bytes.toString('hex')} ${at}`);
  // In two ranges, as a scanner does.
  const middle = Math.floor(bytes.length / 8) * 4;
  filter.find(held, 0, middle, add);
  filter.find(held, middle, held.length - 8, add);
  return places.sort();
}

function everywhere(bytes: Buffer, needles: readonly Buffer[]): string[] {
  return needles
    .flatMap((needle) => {
      const places: string[] = [];
      for (let at = bytes.indexOf(needle); at >= 0; at = bytes.indexOf(needle, at + 1)) {
        places.push(`${needle.toString('hex')} ${at}`);
      }
      return places;
    })
    .sort();
}

const unique = (needles: readonly Buffer[]) => [
  ...new Map(needles.map((each) => [each.toString('hex'), each])).values(),
];

describe('the filter of needles', () => {
  test('finds what a search for each needle finds, once', () => {
    fc.assert(
      fc.property(text(0, 200), fc.array(text(5, 12), { minLength: 1, maxLength: 5 }), (bytes, given) => {
        const needles = unique(given);
        expect(found(bytes, needles)).toEqual(everywhere(bytes, needles));
      }),
      { numRuns: 500 },
    );
  });

  test.each(['SG.', 'ghp_'])(
    'finds %s at every place, whatever is before it, when a token goes on behind it',
    (short) => {
      const needle = Buffer.from(short);
      for (let before = 0; before < 256; before++) {
        for (let at = 1; at < 9; at++) {
          const bytes = Buffer.concat([Buffer.alloc(at, before), needle, Buffer.from('x_token')]);
          expect(found(bytes, [needle])).toContain(`${needle.toString('hex')} ${at}`);
        }
      }
    },
  );

  test('takes no needle of two bytes', () => {
    expect(() => new NeedleFilter([{ bytes: Buffer.from('ab') }])).toThrow('a needle has three bytes at least');
  });
});
