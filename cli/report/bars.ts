import type { Bar } from './bar';
import { partsOfPods, partsOfStart } from './start-parts';
import type { Results } from './results';

/** Bars with the same pieces, and what they are drawn for. */
export interface BarChart {
  readonly id: string;
  readonly title: string;
  readonly unit: 'MB' | 'ms';
  readonly bars: readonly Bar[];
}

const TITLES = { cold: 'cold', image: 'restored' } as const;

/** The charts of one release, without those for which nothing was measured. */
export function barCharts(results: Results): readonly BarChart[] {
  const all: readonly BarChart[] = [
    { id: 'starts', title: 'Cold and restored', unit: 'ms', bars: starts(results) },
    { id: 'stores', title: 'From each store', unit: 'ms', bars: stores(results) },
    { id: 'parts', title: 'Parts of a restored start', unit: 'ms', bars: parts(results) },
    { id: 'sizes', title: 'Parts of the size', unit: 'MB', bars: sizes(results) },
  ];
  return all.filter(({ bars }) => bars.length > 0);
}

function starts({ rows }: Results): readonly Bar[] {
  return rows.map(({ id, startMs }) => ({ name: TITLES[id], pieces: { 'start → first answer': startMs.median } }));
}

function stores({ stores: compared }: Results): readonly Bar[] {
  return (compared?.rows ?? []).map(({ downloadMs, id, startMs }) => ({
    name: id,
    pieces: { 'fetch, check, unpack': downloadMs?.median ?? 0, 'start → first answer': startMs.median },
  }));
}

function parts(results: Results): readonly Bar[] {
  return [partsOfPods(results), partsOfStart(results)].flat();
}

function sizes({ checkpoint, images }: Results): readonly Bar[] {
  const { mappedBytes, rawBytes, storedBytes } = checkpoint;
  const megabytes = (pieces: Readonly<Record<string, number>>) =>
    Object.fromEntries(Object.entries(pieces).map(([name, bytes]) => [name, bytes / 1e6]));
  return [
    { name: 'in the registry', pieces: megabytes({ 'image of the service': images.service, checkpoint: storedBytes }) },
    { name: 'unpacked', pieces: megabytes({ mapped: mappedBytes, copied: rawBytes - mappedBytes }) },
  ];
}
