import { mkdir, readdir } from 'node:fs/promises';
import { storeComparison } from '../../../../../cli/rehearsal/stores/store-report';
import { storesTable } from '../../../../../cli/rehearsal/stores/stores-table';
import { StandIns } from '../../../../../cli/rehearsal/stores';
import { StateFolder } from '../../../../../stage/run/state-folder';
import { RECORD } from '../../../../support/unit-release-record';
import { scratch } from '../../../../support/unit-scratch';

const spread = (median: number) => ({ median, max: median + 10, runs: [median] });
const TIMES = [
  { id: 'cold' as const, startMs: spread(4000), totalMs: spread(4000), coldStarts: 0 },
  { id: 'image' as const, startMs: spread(100), totalMs: spread(100), coldStarts: 0 },
  { id: 's3' as const, downloadMs: spread(200), startMs: spread(110), totalMs: spread(310), coldStarts: 0 },
];

describe('the comparison of stores', () => {
  test('says for each what is fetched, how long it takes, and how often as long as cold and from the image', async () => {
    const standIns = await StandIns.open({ ids: ['image', 's3'], shape: 'cloud' }, new StateFolder(scratch()));
    const comparison = storeComparison(TIMES, standIns, RECORD);
    await standIns.close();
    expect(comparison.rows[1]).toMatchObject({
      ...{ standIn: 'S3 server', shape: { latencyMs: 100 }, storedBytes: RECORD.checkpoint.packed?.bytes },
      ...{ imageBytes: RECORD.images.service.bytes, ratioToCold: 12.9, ratioToImage: 3.1 },
    });
    const [header, , ...rows] = storesTable(comparison, 180_000_000, 200_000_000).split('\n');
    const cells = (row = '') => row.split('|').map((cell) => cell.trim());
    expect(cells(header)).toHaveLength(12);
    expect(cells(rows[0]).slice(0, 9)).toEqual(['cold start', '-', '-', '200', '-', '4000', '4000', '4010', '1']);
    expect(cells(rows[1]).slice(4, 11)).toEqual(['-', '100', '100', '110', '40.0', '1.0', 'local registry']);
    expect(cells(rows[2]).slice(4, 10)).toEqual(['200', '110', '310', '320', '12.9', '3.1']);
    expect(cells(rows[2]).at(-1)).toBe('100 ms, 85 MB/s an answer, 625 in all');
  });
});

describe('the stand-ins', () => {
  test('take the place of the stores of a spec, for those that are compared', async () => {
    const standIns = await StandIns.open({ ids: ['efs', 'oci-volume'], shape: 'none' }, new StateFolder(scratch()));
    const publish = { repository: 'localhost:5055/x', volume: false, s3: { bucket: 'theirs', prefix: '' } };
    const spec = await standIns.publishing({ publish } as never);
    expect(spec.publish).toEqual({ repository: 'localhost:5055/x', volume: true, folder: standIns.files });
    await standIns.close();
  });

  test('leave nothing behind, not even what a killed rehearsal has left', async () => {
    const state = new StateFolder(scratch());
    await mkdir(`${state.path}/stand-ins/999999999-1`, { recursive: true });
    const standIns = await StandIns.open({ ids: ['image'], shape: 'none' }, state);
    expect(await readdir(`${state.path}/stand-ins`)).toHaveLength(1);
    await standIns.close();
    expect(await readdir(`${state.path}/stand-ins`)).toEqual([]);
  });
});
