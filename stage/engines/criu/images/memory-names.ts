import type { File, Mm, Vma } from './criu_pb';

/** Bits of `Vma.status` (CRIU's image.h). */
const STACK = 1 << 1;
const BREAK = 1 << 5;
const FROM_FILE = (1 << 6) | (1 << 7);

/** Returns what lies at an address of a process, as a person knows it. */
export function memoryNames(mm: Mm, files: readonly File[]): (address: number) => string {
  const areas = [...mm.vmas].sort((a, b) => Number(a.start - b.start));
  const paths = new Map(files.map(({ id, reg }) => [BigInt(id), reg?.name ?? '']));
  return (address) => {
    const at = BigInt(address);
    if (at >= mm.mmEnvStart && at < mm.mmEnvEnd) return 'its environment';
    if (at >= mm.mmArgStart && at < mm.mmArgEnd) return 'its arguments';
    const area = areas.findLast(({ start }) => start <= at);
    return area === undefined ? 'its memory' : nameOf(area, paths);
  };
}

function nameOf({ shmid, status }: Vma, paths: ReadonlyMap<bigint, string>): string {
  if ((status & STACK) !== 0) return 'its first stack';
  if ((status & BREAK) !== 0) return 'the memory of its C library';
  const path = paths.get(shmid) ?? '';
  // The memory file stands for what was anonymous.
  const isOwn = (status & FROM_FILE) === 0 || path === '' || path.endsWith('/memory.img');
  return isOwn ? 'its heap, a stack or a buffer' : `what it changed of ${path}`;
}
