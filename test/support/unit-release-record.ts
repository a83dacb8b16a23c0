import type { ReleaseRecord } from '../../contract';

export const digestOf = (letter: string) => `sha256:${letter.repeat(64)}`;

/** The pack of the release: its index is at the end. */
export const PACKED = { digest: digestOf('d'), bytes: 40_000_100, indexBytes: 100 };

/** What a pod adds to the arguments of `fetch` for it. */
export const PACKED_ARGUMENTS = [PACKED.digest, '40000100', '100'];

/** A release record as a run writes it. */
export const RECORD: ReleaseRecord = {
  schema: 1,
  release: 'v7',
  service: 'customers',
  run: '20260102030405-0a1b2c3d',
  createdAt: '2026-01-02T03:04:05.678Z',
  repository: 'localhost:5055/customers',
  images: {
    service: { digest: digestOf('a'), bytes: 200_000_000 },
    checkpoint: { digest: digestOf('b'), bytes: 250_000_000 },
  },
  engine: { type: 'criu', version: '4.2' },
  pod: {
    uid: 1000,
    gid: 1000,
    cpu: 1,
    memoryMiB: 1024,
    port: 8080,
    readiness: { path: '/ready', status: 200 },
    readOnlyRoot: false,
    environment: [],
    deadlineMs: 3000,
  },
  checkpoint: {
    files: [{ path: 'core-301.img', bytes: 4096, digest: digestOf('c') }],
    capturedPaths: ['/tmp/hsperf'],
    removedPaths: [],
    rawBytes: 180_000_000,
    mappedBytes: 140_000_000,
    storedBytes: 50_000_000,
    packed: PACKED,
  },
  host: {
    cpuClass: 'local',
    architecture: 'amd64',
    cpuFlags: ['avx2'],
    kernel: '6.1.0',
    needs: ['cgroup-v2'],
    clockSeconds: 12.5,
  },
  gate: { restores: 2, restoreMs: [90, 95] },
  stores: [{ type: 'image' }],
};
