import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { scratch } from './unit-scratch';

const took = (ms: number) => ({ median: ms, max: ms, p95: ms, runs: [ms] });

const store = (id: string, downloadMs: number | undefined, startMs: number) => ({
  ...{ id, startMs: took(startMs), totalMs: took((downloadMs ?? 0) + startMs) },
  ...(downloadMs === undefined ? {} : { downloadMs: took(downloadMs) }),
});

/** What `rehearse --json` prints, with pods and stores. */
export function resultsDocument(name = 'v7', startMs = 207) {
  return {
    release: { name, service: 'customers', engine: 'criu 4.2' },
    rows: [
      { id: 'cold', startMs: took(4000), ratioToCold: 1 },
      {
        ...{ id: 'image', startMs: took(startMs), ratioToCold: 19.3 },
        parts: { restoreMs: took(90), hooksMs: took(20), listeningMs: took(150) },
      },
    ],
    pods: [
      {
        ...{ id: 'pod-image', startMs: took(240), readyMs: took(1000) },
        starts: [{ ms: 200, restoreMs: 120, hooksMs: 30 }],
      },
    ],
    stores: {
      cold: { totalMs: took(4000) },
      rows: [store('image', undefined, 100), store('efs', 350, 95), store('s3', 340, 97), store('node-local', 9, 98)],
    },
    checkpoint: { rawBytes: 180_000_000, mappedBytes: 140_000_000, storedBytes: 50_000_000 },
    images: { service: 200_000_000, checkpoint: 250_000_000 },
  };
}

/** Files of results, each of one release. */
export function resultsFiles(...documents: readonly object[]): string[] {
  const folder = scratch();
  return documents.map((document, number) => {
    const file = join(folder, `${number}.json`);
    writeFileSync(file, JSON.stringify(document));
    return file;
  });
}
