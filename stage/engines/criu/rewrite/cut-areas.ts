import type { Vma } from '../images/criu_pb';
import { PAGE, pageOf } from './dumped-pages';
import { isFile, isGuard, MAP_PRIVATE, PRIVATE_MAPPING, PROT_NONE } from './judge-area';
import type { Piece } from './pieces';

/** A part of an area that becomes something else; numbers count pages. */
interface Cut {
  readonly first: number;
  readonly end: number;
  readonly as: (area: Vma, first: number) => Partial<Vma>;
}

/** How the memory file is mapped. */
export interface MemoryMapping {
  /** Its number in CRIU's images. */
  readonly file: number;
  /** Bits of `Vma.madv`. */
  readonly advice: bigint;
}

/**
 * Returns the areas with the pieces as private mappings of the memory file, in which they lie one after the other. A
 * guard, which Linux has since 6.13, becomes a range without access, which every kernel has.
 */
export function cutAreas(areas: readonly Vma[], pieces: readonly Piece[], memory: MemoryMapping): Vma[] {
  const guards = areas.filter(isGuard).sort((a, b) => Number(a.start - b.start));
  return cut(
    cut(
      areas.filter((area) => !isGuard(area)),
      mappings(pieces, memory),
    ),
    guards.map(withoutAccess),
  );
}

function mappings(pieces: readonly Piece[], { advice, file }: MemoryMapping): Cut[] {
  let offset = 0;
  return pieces.map(({ end, first }) => {
    const pgoff = BigInt(offset * PAGE);
    offset += end - first;
    const area = { flags: MAP_PRIVATE, status: PRIVATE_MAPPING, shmid: BigInt(file), pgoff, fdflags: 0, madv: advice };
    return { first, end, as: () => area };
  });
}

function withoutAccess({ end, start }: Vma): Cut {
  return {
    first: pageOf(start),
    end: pageOf(end),
    as: (area, first) => ({ ...moved(area, first), prot: PROT_NONE }),
  };
}

/** Both lists are in the order of their addresses. */
function cut(areas: readonly Vma[], cuts: readonly Cut[]): Vma[] {
  let next = 0;
  return areas.flatMap((area) => {
    const [start, end] = [pageOf(area.start), pageOf(area.end)];
    const parts: Vma[] = [];
    let at = start;
    const add = (until: number, change: Partial<Vma>) => {
      if (until > at)
        parts.push({ ...area, start: BigInt(at) * BigInt(PAGE), end: BigInt(until) * BigInt(PAGE), ...change });
      at = Math.max(at, until);
    };
    for (let each = cuts[next]; each !== undefined && each.first < end; each = cuts[++next]) {
      add(each.first, moved(area, at));
      add(Math.min(each.end, end), each.as(area, at));
      if (each.end > end) break;
    }
    if (at === start) return [area];
    add(end, moved(area, at));
    return parts;
  });
}

/** A part of a mapped file begins further on in the file. */
function moved(area: Vma, first: number): Partial<Vma> {
  return isFile(area) ? { pgoff: area.pgoff + BigInt(first) * BigInt(PAGE) - area.start } : {};
}
