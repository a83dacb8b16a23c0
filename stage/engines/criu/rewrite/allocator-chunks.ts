import { PAGE } from './dumped-pages';

/**
 * C libraries give a large allocation a mapping of its own. It has the flags of a JVM's memory, and the kernel may have
 * joined it to such an area, but it can grow by mremap(2), and what grows must not show the bytes of another page.
 */

const WORD = 8n;
/** glibc's malloc.c, IS_MMAPPED: the only flag in the size of such a chunk, at its second word. */
const GLIBC_MAPPED = 2n;
const GLIBC_FLAGS = 7n;

/** musl's mallocng, meta.h: `struct meta { prev, next, mem, masks, bits }`; a group begins with its address. */
const MUSL_MEM = 2n * WORD;
const MUSL_BITS = 4n * WORD;
const MUSL_PAGES_SHIFT = 12n;

/**
 * Returns how many pages belong to the allocation that begins with this page, of those up to the end of its area; 0 if
 * none does. A page of other content that looks like one is copied, which does no harm.
 */
export function allocatedPages(
  page: number,
  end: number,
  bytes: Buffer,
  wordAt: (address: bigint) => bigint | undefined,
): number {
  const pages = glibcPages(bytes) || muslPages(page, bytes, wordAt);
  return page + pages <= end ? pages : 0;
}

/** Nothing lies before such a chunk in its mapping, so the size of what does is 0. */
function glibcPages(bytes: Buffer): number {
  const size = bytes.readBigUInt64LE(Number(WORD));
  if (bytes.readBigUInt64LE(0) !== 0n || (size & GLIBC_FLAGS) !== GLIBC_MAPPED) return 0;
  return Number(size & ~GLIBC_FLAGS) % PAGE === 0 ? Number(size / BigInt(PAGE)) : 0;
}

function muslPages(page: number, bytes: Buffer, wordAt: (address: bigint) => bigint | undefined): number {
  const meta = bytes.readBigUInt64LE(0);
  if (meta === 0n || wordAt(meta + MUSL_MEM) !== BigInt(page) * BigInt(PAGE)) return 0;
  return Number((wordAt(meta + MUSL_BITS) ?? 0n) >> MUSL_PAGES_SHIFT);
}
