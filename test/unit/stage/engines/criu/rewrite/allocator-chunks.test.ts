import { beginsAllocation } from '../../../../../../stage/engines/criu/rewrite/allocator-chunks';

const PAGE = 4096;
const MAPPED = 2n;
const none = () => undefined;

/** A page with the two words that glibc writes before what it allocates. */
function chunk(place: number, before: bigint, size: bigint): Buffer {
  const page = Buffer.alloc(PAGE, 7);
  page.writeBigUInt64LE(before, place);
  page.writeBigUInt64LE(size | MAPPED, place + 8);
  return page;
}

describe('a large allocation of glibc is found by its first page', () => {
  test.each([
    ['up to 2.42', 0, 0n, 0x601000n, 0x601],
    ['since 2.43, which leaves out the header', 0, 0n, 0x600ff0n, 0x601],
    ['with huge pages', 0, 1n, 0x600ff0n, 0x601],
    ['aligned to 32', 0x10, 0x10n, 0x600fe0n, 0x601],
    ['aligned to 1024', 0x3f0, 0x3f0n, 0x600c00n, 0x601],
    ['aligned to a page', 0xff0, 0xff0n, 0x601000n, 0x602],
    ['aligned to 64 KiB, pages behind the beginning of its mapping', 0xff0, 0x5ff0n, 0x60b000n, 0x60c],
    ['aligned to a page, up to 2.42', 0xff0, 0xff0n, 0x600010n, 0x601],
  ])('%s', (_, place, before, size, pages) => {
    expect(beginsAllocation(100, 100 + pages, chunk(place, before, size), none)).toBe(true);
    expect(beginsAllocation(100, 99 + pages, chunk(place, before, size), none)).toBe(false);
  });

  test.each([
    ['whose chunk lies in an arena', 0, 0n, 0x600ff0n | 1n],
    ['whose mapping would not end with a page', 0, 0n, 0x600f80n],
    ['whose mapping would not begin with a page', 0xff0, 0x5fe0n, 0x60b000n],
    ['that would be longer than its area', 0, 0n, 0x10000000n],
  ])('but no page %s', (_, place, before, size) => {
    expect(beginsAllocation(100, 0x10000, chunk(place, before, size), none)).toBe(false);
  });
});
