import { PAGE } from './dumped-pages';

/**
 * C libraries give a large allocation a mapping of its own. It has the flags of a JVM's memory, and the kernel may have
 * joined it to such an area, but it can grow by mremap(2), and what grows must not show the bytes of another page. Where
 * its first page is memory and the rest is a file, mremap(2) ends with EFAULT, because no call reaches over the border
 * of two areas, and the library allocates, copies and frees instead (glibc's `__libc_realloc`, musl's `realloc`).
 */

const WORD = 8n;
/** glibc's malloc.c, IS_MMAPPED: the only flag in the size of such a chunk, at its second word. */
const GLIBC_MAPPED = 2;
const GLIBC_FLAGS = 7;
/** In the first word, since glibc 2.43: the mapping has huge pages (MMAP_HP). */
const GLIBC_HUGE = 1n;
const GLIBC_HEADER = 16;
/** Where in a page a chunk can begin: what is allocated is behind the header, at a multiple of 16, 32 … 4096. */
const GLIBC_PLACES = [16, 32, 64, 128, 256, 512, 1024, 2048, PAGE].map((alignment) => alignment - GLIBC_HEADER);

/** musl's mallocng, meta.h: `struct meta { prev, next, mem, masks, bits }`; a group begins with its address. */
const MUSL_MEM = 2n * WORD;
const MUSL_BITS = 4n * WORD;
const MUSL_PAGES_SHIFT = 12n;

/**
 * Returns whether an allocation begins with this page, before the end of its area. A page of other content that looks
 * like one is copied, which does no harm.
 */
export function beginsAllocation(
  page: number,
  end: number,
  bytes: Buffer,
  wordAt: (address: bigint) => bigint | undefined,
): boolean {
  const pages = glibcPages(bytes) || muslPages(page, bytes, wordAt);
  return pages > 0 && page + pages <= end;
}

function glibcPages(bytes: Buffer): number {
  for (const place of GLIBC_PLACES) {
    const pages = glibcPagesAt(bytes, place);
    if (pages > 0) return pages;
  }
  return 0;
}

/**
 * The first word is how far the chunk is from the beginning of its mapping, more than 0 for an aligned one; the second
 * is how much of the mapping is left, since glibc 2.43 without the header.
 */
function glibcPagesAt(bytes: Buffer, place: number): number {
  const low = bytes.readUInt8(place + Number(WORD)) & GLIBC_FLAGS;
  if (low !== GLIBC_MAPPED) return 0;
  const before = Number(bytes.readBigUInt64LE(place) & ~GLIBC_HUGE);
  const size = Number(bytes.readBigUInt64LE(place + Number(WORD))) - GLIBC_MAPPED;
  if (before % PAGE !== place) return 0;
  const rest = [size, size + GLIBC_HEADER].find((each) => (place + each) % PAGE === 0);
  return rest === undefined ? 0 : (place + rest) / PAGE;
}

function muslPages(page: number, bytes: Buffer, wordAt: (address: bigint) => bigint | undefined): number {
  const meta = bytes.readBigUInt64LE(0);
  if (meta === 0n || wordAt(meta + MUSL_MEM) !== BigInt(page) * BigInt(PAGE)) return 0;
  return Number((wordAt(meta + MUSL_BITS) ?? 0n) >> MUSL_PAGES_SHIFT);
}
