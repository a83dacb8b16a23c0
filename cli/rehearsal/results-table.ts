import { columns, megabytes } from './columns';
import type { PodRow, RehearsalReport } from './report';
import { storesTable } from './stores';

const TITLES = { cold: 'Cold start', image: 'Restored from the image' } as const;

/** Renders the figures: one row per way to start, and further tables for stores and for pods if there were any. */
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
  const { checkpoint, images, stores } = report;
  return [
    columns([header, ...rows]),
    ...(stores === undefined ? [] : [storesTable(stores, checkpoint.rawBytes, images.service)]),
    ...(report.pods.length === 0 ? [] : [podsTable(report)]),
  ].join('\n\n');
}

function podsTable({ pods }: RehearsalReport): string {
  const fetched = pods.some(({ downloadMs }) => downloadMs !== undefined);
  const header = [
    'Pod',
    ...(fetched ? ['Download (ms, median)'] : []),
    'Container → first 200 (ms, median)',
    '(ms, p95)',
    'Created → Ready (ms, median)',
    '(ms, p95)',
    'Ratio to cold',
  ];
  const rows = pods.map(({ downloadMs, id, ratioToCold, readyMs, startMs }) => [
    podTitle(id),
    ...(fetched ? [downloadMs?.median.toFixed(0) ?? '-'] : []),
    ...[startMs.median, startMs.p95, readyMs.median, readyMs.p95].map((value) => value.toFixed(0)),
    id === 'pod-cold' ? '1' : `${ratioToCold.toFixed(1)} times faster`,
  ]);
  return columns([header, ...rows]);
}

function podTitle(id: PodRow['id']): string {
  if (id === 'pod-cold') return 'Cold pod';
  return id === 'pod-image' ? 'Restored pod' : `Restored pod, ${id.slice('pod-'.length)}`;
}
