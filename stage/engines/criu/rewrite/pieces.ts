import type { Vma } from '../images/criu_pb';
import { isAnonymous } from './judge-area';
import { PLACE } from './sort-pages';
import type { Stretch } from './sort-pages';

/** Gaps up to this many pages are filled with zeros in the memory file at first; more where there are too many areas. */
const FIRST_GAP = 16;
/** Linux allows a process 65 530 areas (vm.max_map_count); each costs CRIU about 5 µs at a restore. */
export const MOST_AREAS = 4_096;
/** 4 GiB. */
const LONGEST_GAP = 1 << 20;

/** A range of pages that becomes a mapping of the memory file. Numbers count pages. */
export interface Piece {
  readonly area: Vma;
  readonly first: number;
  readonly end: number;
}

/**
 * Joins the mapped pages to pieces, over gaps that are read as zeros: fewer and longer ones where the process would
 * have too many areas.
 */
export function piecesOf(stretches: readonly Stretch[], areas: number): Piece[] {
  let gap = FIRST_GAP;
  let pieces = join(stretches, gap);
  // Each leaves a part of its area behind it.
  while (areas + 2 * pieces.length > MOST_AREAS && gap < LONGEST_GAP) {
    gap *= 4;
    pieces = join(stretches, gap);
  }
  return pieces;
}

function join(stretches: readonly Stretch[], gap: number): Piece[] {
  const pieces: { area: Vma; first: number; end: number }[] = [];
  // The piece that may go on: never over a page that is copied, and over no gap in a file.
  let open: { area: Vma; first: number; end: number } | undefined;
  for (const { area, first, places } of stretches) {
    const bridged = isAnonymous(area) ? gap : 0;
    for (const [index, place] of places.entries()) {
      const page = first + index;
      if (place === PLACE.copied) open = undefined;
      if (place !== PLACE.mapped) continue;
      if (open?.area === area && page - open.end <= bridged) open.end = page + 1;
      else pieces.push((open = { area, first: page, end: page + 1 }));
    }
  }
  return pieces;
}
