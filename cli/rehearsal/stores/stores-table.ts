import type { Spread } from '../measure';
import { columns, megabytes } from '../columns';
import type { Shape } from './shape';
import type { StoreComparison, StoreRow } from './store-report';

const HEADER = [
  'Store',
  'Checkpoint (MB)',
  'Stored (MB)',
  'Image (MB)',
  'Download (ms, median)',
  'Start → first 200 (ms)',
  'Total (ms)',
  '(ms, max)',
  'Ratio to cold',
  'Ratio to image',
  'Stand-in',
  'Shape',
];

/** Renders the comparison: one row for each store, below that of the cold start. */
export function storesTable({ cold, rows }: StoreComparison, rawBytes: number, serviceBytes: number): string {
  const start = ['cold start', '-', '-', megabytes(serviceBytes), '-', ...totals(cold), '1', '-', '-', '-'];
  return columns([HEADER, start, ...rows.map((row) => cells(row, rawBytes))]);
}

function cells(row: StoreRow, rawBytes: number): readonly string[] {
  return [
    row.id,
    ...[rawBytes, row.storedBytes, row.imageBytes].map(megabytes),
    row.downloadMs === undefined ? '-' : row.downloadMs.median.toFixed(0),
    ...totals(row),
    row.ratioToCold.toFixed(1),
    row.ratioToImage?.toFixed(1) ?? '-',
    row.standIn,
    row.shape === undefined ? '-' : shapeText(row.shape),
  ];
}

function totals({ startMs, totalMs }: { readonly startMs: Spread; readonly totalMs: Spread }): readonly string[] {
  return [startMs.median, totalMs.median, totalMs.max].map((value) => value.toFixed(0));
}

function shapeText({ answerMegabytesPerSecond, latencyMs, megabytesPerSecond }: Shape): string {
  return `${latencyMs} ms, ${answerMegabytesPerSecond} MB/s an answer, ${megabytesPerSecond} in all`;
}
