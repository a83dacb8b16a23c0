import type { RehearsalReport } from './report';

const POD_TITLES = { 'pod-cold': 'Cold pod', 'pod-image': 'Restored pod' } as const;
const TITLES = { cold: 'Cold start', image: 'Restored from the image' } as const;

/** Renders the figures: one row per way to start, and a second table for pods if there were any. */
export function resultsTable(report: RehearsalReport): string {
  const header = [
    'Start',
    'Checkpoint (MB)',
    'Mapped (MB)',
    'Image (MB)',
    'Start → first 200 (ms, median)',
    '(ms, max)',
    'Ratio to cold',
  ];
  const rows = report.rows.map((row) => [
    TITLES[row.id],
    row.id === 'cold' ? '-' : megabytes(report.checkpoint.rawBytes),
    row.id === 'cold' ? '-' : megabytes(report.checkpoint.mappedBytes),
    megabytes(row.id === 'cold' ? report.images.service : report.images.checkpoint),
    row.startMs.median.toFixed(0),
    row.startMs.max.toFixed(0),
    row.id === 'cold' ? '1' : `${row.ratioToCold.toFixed(1)} times faster`,
  ]);
  const starts = columns([header, ...rows]);
  return report.pods.length === 0 ? starts : `${starts}\n\n${podsTable(report)}`;
}

function podsTable({ pods }: RehearsalReport): string {
  const header = [
    'Pod',
    'Container → first 200 (ms, median)',
    '(ms, p95)',
    'Created → Ready (ms, median)',
    '(ms, p95)',
    'Ratio to cold',
  ];
  const rows = pods.map(({ id, ratioToCold, readyMs, startMs }) => [
    POD_TITLES[id],
    ...[startMs.median, startMs.p95, readyMs.median, readyMs.p95].map((value) => value.toFixed(0)),
    id === 'pod-cold' ? '1' : `${ratioToCold.toFixed(1)} times faster`,
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
