import { readFileSync } from 'node:fs';
import { loadOf } from '../../../bench/scale/model';
import { WAVE } from '../../../bench/scale/scale-bench';
import { scaleTable } from '../../../bench/scale/scale-table';
import { packagePath } from '../../../kit/package-path';

const SMALL = { pods: 10, nodes: 2, packBytes: 5 * 1024 ** 2, layerBytes: 4e6, nodeBytesPerSecond: 1e7 };

describe('what a wave of pods asks of a store', () => {
  test('is one copy for each pod, by ranges of 2 MiB and one for the index', () => {
    expect(loadOf('s3', SMALL)).toEqual({
      bytes: 52_428_800,
      requests: 40,
      storeSeconds: 40 / 5500,
      nodeSeconds: 52_428_800 / 2 / 1e7,
      dollars: 0.04 * 0.0004,
    });
  });

  test('is one copy for each node where pods share it', () => {
    expect(loadOf('node-local', SMALL)).toMatchObject({ bytes: 2 * SMALL.packBytes, requests: 8 });
    expect(loadOf('image', SMALL)).toMatchObject({ bytes: 8e6, requests: 4, dollars: 0 });
  });

  test('is billed by what is transferred, where the store bills that', () => {
    expect(loadOf('efs', SMALL).dollars).toBeCloseTo(0.0524288 * 0.03, 10);
    expect(loadOf('s3-express', SMALL).dollars).toBeCloseTo(0.04 * 0.00003 + 0.0524288 * 0.0006, 10);
  });

  test('takes a file system as long as its throughput says', () => {
    const many = { ...SMALL, pods: 10_000 };
    expect(loadOf('efs', many).storeSeconds).toBeCloseTo((10_000 * SMALL.packBytes) / (20 * 1024 ** 3), 6);
  });

  test('is on the page as the command prints it', () => {
    expect(
      readFileSync(packagePath('docs/scale.md'), 'utf8').replaceAll(/ +\|/g, ' |').replaceAll(/-{3,}/g, '---'),
    ).toContain(scaleTable(WAVE));
  });
});
