import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import {
  BUCKET,
  DIRECTORY_BUCKET,
  ObjectServer,
  REGION,
  SERVER_KEY,
} from '../../../../../cli/rehearsal/stores/object-server';
import type { Shape } from '../../../../../cli/rehearsal/stores/shape';
import { scratch } from '../../../../support/unit-scratch';

const MEGABYTE = 1e6;
const Key = 'rehearsal/customers/v1/checkpoint.pack';

async function served(shape?: Shape) {
  const server = await ObjectServer.start(scratch(), '127.0.0.1', shape);
  const { endpoint } = server;
  const client = new S3Client({ endpoint, region: REGION, credentials: SERVER_KEY, forcePathStyle: true });
  const done = async () => {
    client.destroy();
    await server.stop();
  };
  return { client, done, server };
}

describe('the server that stands in for S3', () => {
  test.each([BUCKET, DIRECTORY_BUCKET])('keeps what is written to %s', async (Bucket) => {
    const { client, done } = await served();
    await client.send(new PutObjectCommand({ Bucket, Key, Body: 'a pack' }));
    const { Body, ContentLength } = await client.send(new GetObjectCommand({ Bucket, Key, Range: 'bytes=2-5' }));
    expect([await Body?.transformToString(), ContentLength]).toEqual(['pack', 4]);
    await done();
  });

  test('lets nobody into a directory bucket who has no session', async () => {
    const { done, server } = await served();
    const answer = await fetch(`${server.endpoint}/${DIRECTORY_BUCKET}/${Key}`);
    expect([answer.status, await answer.text()]).toEqual([403, expect.stringContaining('<Code>AccessDenied</Code>')]);
    await done();
  });

  test('answers as slowly as its shape, byte for byte the same', async () => {
    const shape = { latencyMs: 100, answerMegabytesPerSecond: 5, megabytesPerSecond: 50 };
    const { client, done } = await served(shape);
    const content = Buffer.alloc(MEGABYTE, 'x');
    await client.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body: content }));
    const began = performance.now();
    const { Body, ContentLength } = await client.send(new GetObjectCommand({ Bucket: BUCKET, Key }));
    const firstMs = performance.now() - began;
    const read = Buffer.from((await Body?.transformToByteArray()) ?? []);
    const wholeMs = performance.now() - began;
    expect(ContentLength).toBe(MEGABYTE);
    expect(read.equals(content)).toBe(true);
    expect(firstMs).toBeGreaterThanOrEqual(99);
    // The first tokens are there at once.
    expect(wholeMs).toBeGreaterThanOrEqual(270);
    await done();
  });
});
