import type { RehearsalReport } from '../rehearsal/report';

const TITLES = { cold: 'Cold start', image: 'Restored from the image' } as const;

/** The rehearsal's figures as a table, one row a way to start. */
export function resultsTable(report: RehearsalReport): string {
  const header = [
    'Start',
    'Checkpoint (MB)',
    'Image (MB)',
    'Start → first 200 (ms, median)',
    '(ms, max)',
    'Ratio to cold',
  ];
  const rows = report.rows.map((row) => [
    TITLES[row.id],
    row.id === 'cold' ? '-' : megabytes(report.checkpoint.rawBytes),
    megabytes(row.id === 'cold' ? report.images.service : report.images.checkpoint),
    row.startMs.median.toFixed(0),
    row.startMs.max.toFixed(0),
    row.id === 'cold' ? '1' : `${row.ratioToCold.toFixed(1)} times faster`,
  ]);
  return columns([header, ...rows]);
}

function columns(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, index) => Math.max(...rows.map((row) => (row[index] ?? '').length)));
  const line = (row: readonly string[]) =>
    row
      .map((cell, index) => cell.padEnd(widths[index] ?? 0))
      .join(' | ')
      .trimEnd();
  const [header = [], ...body] = rows;
  return [line(header), widths.map((width) => '-'.repeat(width)).join('-|-'), ...body.map(line)].join('\n');
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(0);
}
