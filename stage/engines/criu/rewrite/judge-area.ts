import type { Vma } from '../images/criu_pb';

/** Bits of `Vma.status` (CRIU's image.h). */
const REGULAR = 1 << 0;
const FILE_PRIVATE = 1 << 6;
const FILE_SHARED = 1 << 7;
const ANON_PRIVATE = 1 << 9;
const SHADOW_STACK = 1 << 15;
const GUARD = 1 << 16;

/** Bits of `Vma.prot` and `Vma.flags` (mmap(2)). */
export const PROT_NONE = 0;
const PROT_WRITE = 2;
const PROT_EXEC = 4;
export const MAP_PRIVATE = 2;
const MAP_DROPPABLE = 8;
const MAP_ANONYMOUS = 32;

/** Bits of `Vma.madv`. */
export const RANDOM = 1n << 1n;
const WIPE_ON_FORK = 1n << 18n;

/** What of an area may become a mapping of the memory file. */
export type Judgement = 'pages' | 'long-runs' | 'nothing';

/** The status of a private mapping of a file. */
export const PRIVATE_MAPPING = REGULAR | FILE_PRIVATE;

/** An area whose pages are at an offset in a file. */
export function isFile({ status }: Vma): boolean {
  return (status & (FILE_PRIVATE | FILE_SHARED)) !== 0;
}

/** A range in which any access ends the process; CRIU lists it as an area of its own, inside another one. */
export function isGuard({ status }: Vma): boolean {
  return (status & GUARD) !== 0;
}

export function isRegular({ status }: Vma): boolean {
  return (status & REGULAR) !== 0;
}

export function isShadowStack({ status }: Vma): boolean {
  return (status & SHADOW_STACK) !== 0;
}

/**
 * Returns an area as every kernel has it. glibc 2.41 and newer keep the state of `getrandom` in memory that the kernel
 * may drop, which Linux has since 6.11; CRIU dumps none of its pages. Plain memory that a child finds empty does the
 * same.
 */
export function withoutDroppable(area: Vma): Vma {
  if ((area.flags & MAP_DROPPABLE) === 0 || (area.flags & MAP_ANONYMOUS) === 0) return area;
  return { ...area, flags: (area.flags & ~MAP_DROPPABLE) | MAP_PRIVATE, madv: area.madv | WIPE_ON_FORK };
}

/** An area whose missing pages are read as zeros. */
export function isAnonymous({ status }: Vma): boolean {
  return (status & ANON_PRIVATE) !== 0;
}

/**
 * Decides what of an area may be mapped. A page that is given back to the kernel is read as zeros from anonymous
 * memory, but as the file's bytes from a private mapping (madvise(2), MADV_DONTNEED), and a mapping that grows
 * (mremap(2)) shows what follows in the file. So an area is mapped only where nobody counts on either.
 *
 * - Memory with MAP_NORESERVE or MAP_GROWSDOWN is not: jemalloc and mimalloc trim what they reserve by MADV_DONTNEED. The
 *   program's own break (`[heap]`) has a status of its own and is not, because it grows.
 * - Memory with advice is not: huge pages cannot be backed by a file, and MADV_DONTFORK or MADV_WIPEONFORK say that the
 *   owner counts on something. Stacks of threads have advice since Linux 6.7 (MAP_STACK is MADV_NOHUGEPAGE); where they
 *   are mapped it does no harm, because no program reads a stack that it has not written.
 * - Code is, where it may be written as well, which is what HotSpot commits for its code cache and never gives back. CRIU
 *   maps it with all three rights at once. So SELinux asks for what every JVM needs, `execmem` and the right to run the
 *   file, and not for `execmod`, which only a later mprotect(2) would (hooks.c, `file_map_prot_check` and
 *   `selinux_file_mprotect`). Nothing can be run on a mount with `noexec`; there `start` maps a copy in memory. Other
 *   executable memory is not mapped: CRIU makes it writable and takes that back, by mprotect(2).
 * - What is left of anonymous private memory is what a JVM commits: HotSpot reserves with MAP_NORESERVE, commits with a
 *   new mapping without it, and gives back with a new mapping again (os_linux.cpp, `commit_memory_impl` and
 *   `pd_uncommit_memory`), in the heaps of Serial, Parallel, G1 and Shenandoah, metaspace, class space and the
 *   collectors' tables. glibc's arenas are there, too: it trims them by MADV_DONTNEED, and clears what `calloc` takes of
 *   everything that an arena ever had (malloc.c, `mprotect_size`). The heap of ZGC is shared memory, which is never private here. Chunks of a C library that lie
 *   there are found page by page, see allocator-chunks.ts.
 * - Written pages of a private file are mapped in long runs: the class-data archive, which a JVM relocates. Data of
 *   libraries is short and mostly written again.
 */
export function judge({ flags, madv, prot, status }: Vma): Judgement {
  const executable = (prot & PROT_EXEC) !== 0;
  if (madv !== 0n || (executable && (prot & PROT_WRITE) === 0)) return 'nothing';
  if (status === (REGULAR | ANON_PRIVATE) && flags === (MAP_PRIVATE | MAP_ANONYMOUS)) return 'pages';
  if (status === PRIVATE_MAPPING && flags === MAP_PRIVATE && !executable) return 'long-runs';
  return 'nothing';
}
