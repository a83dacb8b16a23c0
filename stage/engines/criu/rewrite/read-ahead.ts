import type { FileRange } from '../../../../contract';
import type { WorkingSet } from '../../engine-driver';
import { PAGE } from './dumped-pages';

/** Pages between two ranges that are read as well: more requests take longer than more bytes. */
const FIRST_GAP = 16;
/** Each costs `start` a system call. */
export const MOST_RANGES = 1_024;

/** Numbers count pages of the memory file. */
interface Range {
  readonly first: number;
  end: number;
}

/** Returns the ranges of the memory file that a working set lies in. */
export function readAheadOf({ read }: WorkingSet): FileRange[] {
  const pages = [...read].sort((a, b) => a - b);
  let gap = FIRST_GAP;
  let ranges = joined(pages, gap);
  while (ranges.length > MOST_RANGES) {
    gap *= 2;
    ranges = joined(pages, gap);
  }
  return ranges.map(({ end, first }) => ({ offset: first * PAGE, bytes: (end - first) * PAGE }));
}

function joined(pages: readonly number[], gap: number): Range[] {
  const ranges: Range[] = [];
  for (const page of pages) {
    const last = ranges.at(-1);
    if (last !== undefined && page - last.end <= gap) last.end = page + 1;
    else ranges.push({ first: page, end: page + 1 });
  }
  return ranges;
}
