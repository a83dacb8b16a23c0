import type { Vma } from '../images/criu_pb';
import { beginsAllocation } from './allocator-chunks';
import { PAGE, pageOf } from './dumped-pages';
import type { DumpedPages, Run } from './dumped-pages';
import { isAnonymous, isGuard, judge } from './judge-area';

/** Shorter runs of a private file are copied: each costs an area, and a page or two is soon written again. */
const LONG_RUN = 16;
const ZEROS = Buffer.alloc(PAGE);

/** Where the bytes of a page go. */
export const PLACE = {
  copied: 0,
  mapped: 1,
  /** Nowhere: it is read as zeros. */
  none: 2,
} as const;

/** The pages of one run that lie in one area. Numbers count pages. */
export interface Stretch {
  readonly area: Vma;
  readonly run: Run;
  readonly first: number;
  readonly end: number;
  /** One for each page. */
  readonly places: Uint8Array;
}

/** Decides for every dumped page whether it is copied, mapped or left out. */
export function sortPages(areas: readonly Vma[], pages: DumpedPages, mapped: boolean): Stretch[] {
  return stretches(areas, pages).map(({ area, end, first, run }) => {
    const places = new Uint8Array(end - first);
    const stretch = { area, run, first, end, places };
    const judgement = mapped ? judge(area) : 'nothing';
    if (judgement === 'long-runs') {
      if (end - first >= LONG_RUN) places.fill(PLACE.mapped);
    } else if (isAnonymous(area)) sortAnonymous(stretch, pages, judgement === 'pages');
    return stretch;
  });
}

function sortAnonymous({ area, end, first, places, run }: Stretch, pages: DumpedPages, mapped: boolean): void {
  const wordAt = (address: bigint) => pages.wordAt(address);
  pages.each(run, first, end, (page, bytes) => {
    if (bytes.equals(ZEROS)) places[page - first] = PLACE.none;
    else if (mapped && !beginsAllocation(page, pageOf(area.end), bytes, wordAt)) places[page - first] = PLACE.mapped;
  });
}

/** Cuts the runs where an area ends; both are in the order of their addresses. */
function stretches(areas: readonly Vma[], pages: DumpedPages): Omit<Stretch, 'places'>[] {
  const cut: Omit<Stretch, 'places'>[] = [];
  const real = areas.filter((area) => !isGuard(area));
  let index = 0;
  for (const run of pages.runs) {
    const last = run.first + run.count;
    for (let first = run.first; first < last;) {
      while (index < real.length && pageOf(real[index]?.end ?? 0n) <= first) index++;
      const area = real[index];
      if (area === undefined) throw new Error(`page ${first.toString(16)} lies in no area`);
      const end = Math.min(last, pageOf(area.end));
      cut.push({ area, run, first, end });
      first = end;
    }
  }
  return cut;
}
