import { readFileSync } from 'node:fs';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { DIRECTORY_BUCKET, ObjectServer, REGION, SERVER_KEY } from '../../../../cli/rehearsal/stores/object-server';
import type { BucketTrouble } from '../../journeys/faulty-bucket';
import type { Fault } from '../fault';
import type { PodBench, PodChange } from './pod-bench';
import { cold, ofPod, restored } from './pod-fault';
import type { PodOutcome } from './pod-fault';

type Row = readonly [id: string, injects: string, PodOutcome, BucketTrouble];

/** The first request opens the session; those that follow read. */
const ROWS: readonly Row[] = [
  [
    'express-denied',
    'the role of the pod may open no session of the directory bucket',
    cold('no-checkpoint'),
    () => ({ status: 403, code: 'AccessDenied' }),
  ],
  [
    'express-session-expired',
    'the session of the directory bucket has ended while it is fetched',
    cold('no-checkpoint'),
    (number) => (number > 2 ? { status: 400, code: 'ExpiredToken' } : 'pass'),
  ],
  [
    'express-throttles',
    'the directory bucket throttles, sessions and reading',
    restored,
    (number) => (number % 2 === 1 && number < 8 ? { status: 503, code: 'SlowDown' } : 'pass'),
  ],
  [
    'express-cuts-connections',
    'every third connection to the directory bucket is cut',
    restored,
    (number) => (number % 3 === 0 ? 'cut' : 'pass'),
  ],
];

export const EXPRESS: readonly Fault[] = ROWS.map(([id, injects, expected, trouble]) =>
  ofPod('store', expected, { id, injects, change: (bench) => fetching(bench, trouble) }),
);

/** A pod that fetches the pack from a server of sessions. */
async function fetching(bench: PodBench, trouble: BucketTrouble): Promise<PodChange> {
  const server = await ObjectServer.start(bench.folder('objects'), '127.0.0.1');
  const { endpoint } = server;
  const client = new S3Client({ endpoint, region: REGION, credentials: SERVER_KEY, forcePathStyle: true });
  try {
    const Key = 'copies/express/v1/checkpoint.pack';
    await client.send(new PutObjectCommand({ Bucket: DIRECTORY_BUCKET, Key, Body: readFileSync(bench.pack) }));
    return await bench.fetching({ name: 'express/v1', trouble, other: { bucket: DIRECTORY_BUCKET, endpoint } });
  } finally {
    client.destroy();
    await server.stop();
  }
}
