import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { keepReport, keptReports, rehearsalReport } from '../../../../cli/rehearsal/report';
import { resultsTable } from '../../../../cli/rehearsal/results-table';
import type { StartTimes } from '../../../../cli/rehearsal/measure';
import { StateFolder } from '../../../../stage/run/state-folder';
import { digestOf, RECORD } from '../../../support/unit-release-record';
import { scratch } from '../../../support/unit-scratch';

const COLD: StartTimes = {
  id: 'cold',
  startMs: { median: 4000, max: 4321.4, runs: [4000, 4321.4, 3990] },
  containerMs: { median: 4100, max: 4400, runs: [4100, 4400, 4090] },
  coldStarts: 0,
};
const IMAGE: StartTimes = {
  id: 'image',
  startMs: { median: 96, max: 120.6, runs: [96, 120.6, 90] },
  containerMs: { median: 180, max: 220, runs: [180, 220, 170] },
  coldStarts: 0,
};
const report = rehearsalReport([COLD, IMAGE], [], [{ id: 'build', ms: 1200 }], RECORD);

describe('the report of a rehearsal', () => {
  test('has every figure', () => {
    expect(report).toEqual({
      rows: [
        { ...COLD, ratioToCold: 1 },
        { ...IMAGE, ratioToCold: 41.7 },
      ],
      pods: [],
      checkpoint: { rawBytes: 180_000_000, mappedBytes: 140_000_000, storedBytes: 50_000_000 },
      images: { service: 200_000_000, checkpoint: 250_000_000 },
      steps: [{ id: 'build', ms: 1200 }],
      release: {
        name: 'v7',
        service: 'customers',
        repository: 'localhost:5055/customers',
        serviceDigest: digestOf('a'),
        checkpointDigest: digestOf('b'),
        engine: 'criu 4.2',
        deadlineMs: 3000,
        gateRestoreMs: [90, 95],
      },
    });
  });

  test('is saved under the release’s name', () => {
    const state = new StateFolder(scratch());
    const file = keepReport(report, state);
    expect(file).toBe(join(state.path, 'reports/customers-v7.json'));
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(report);
  });

  test('is found among those of its service, and of no other', () => {
    const state = new StateFolder(scratch());
    const named = (service: string, name: string) =>
      keepReport({ ...report, release: { ...report.release, service, name } }, state);
    const own = [named('customers', 'v7'), named('customers', 'v10')];
    named('customers-v2', 'v1');
    named('orders', 'v1');
    expect([...keptReports('customers', state)].sort()).toEqual([...own].sort());
  });

  test('is shown as a table', () => {
    expect(resultsTable(report)).toBe(
      [
        'Start                   | Checkpoint (MB) | Mapped (MB) | Image (MB) | Start → first 200 (ms, median) | (ms, max) | Ratio to cold',
        '------------------------|-----------------|-------------|------------|--------------------------------|-----------|------------------',
        'Cold start              | -               | -           | 200        | 4000                           | 4321      | 1',
        'Restored from the image | 180             | 140         | 250        | 96                             | 121       | 41.7 times faster',
      ].join('\n'),
    );
  });

  test('has a separate table for pods', () => {
    const spread = (median: number) => ({ median, p95: median + 10, runs: [median] });
    const pods = [
      { id: 'pod-cold' as const, startMs: spread(4000), readyMs: spread(5200), starts: [] },
      { id: 'pod-image' as const, startMs: spread(100), readyMs: spread(1300), starts: [] },
    ];
    const [, table] = resultsTable(rehearsalReport([COLD, IMAGE], pods, [], RECORD)).split('\n\n');
    expect(table).toBe(
      [
        'Pod          | Container → first 200 (ms, median) | (ms, p95) | Created → Ready (ms, median) | (ms, p95) | Ratio to cold',
        '-------------|------------------------------------|-----------|------------------------------|-----------|------------------',
        'Cold pod     | 4000                               | 4010      | 5200                         | 5210      | 1',
        'Restored pod | 100                                | 110       | 1300                         | 1310      | 40.0 times faster',
      ].join('\n'),
    );
  });
});
