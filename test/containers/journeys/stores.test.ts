import { createHash } from 'node:crypto';
import { closeSync, constants, existsSync, mkdirSync, openSync, readdirSync, readFileSync, readSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ProcessRunner } from '../../../kit/process';
import { PACK_FILE } from '../../../contract';
import { waitUntil } from '../../../kit/wait';
import { Scene } from '../../support/containers/scene';
import { OBJECT_CREDENTIALS, ObjectServer } from './object-server';
import { rehearse } from './rehearsed';
import type { Rehearsed } from './rehearsed';
import { writeSampleSpec } from './sample';

const MINUTES = 60_000;
const CHECKPOINT = 'opt/eks-crac/checkpoint';

describe('stored checkpoints', () => {
  const scene = new Scene();
  const store = join(scene.folder, 'store');
  let server: ObjectServer;

  beforeAll(async () => {
    server = await ObjectServer.start('checkpoints');
    scene.withEnv(OBJECT_CREDENTIALS);
    writeSampleSpec(scene, 'plain', ({ run }) => ({
      run: { ...run, env: { MAPPED_FILE: 'true' } },
      publish: { folder: store, s3: { bucket: server.bucket, prefix: 'copies', endpoint: server.endpoint } },
    }));
  });

  afterAll(async () => {
    await server.stop();
    await scene.dispose();
  });

  /**
   * The stored checkpoint of a release in the folder. The tests build on each other: every run claims the next number.
   */
  const folderOf = (release: string) => join(store, scene.service, release);

  test(
    'are not there if the run is killed while it writes to the folder',
    async () => {
      const pipe = join(folderOf('v1'), `${PACK_FILE}.part`);
      mkdirSync(dirname(pipe), { recursive: true });
      await new ProcessRunner().run(['mkfifo', pipe]);
      const program = scene.start();
      // A pipe without a reader blocks the writing of the pack halfway.
      await somebodyWrites(pipe);
      program.signal('SIGKILL');
      expect((await program.ended()).signal).toBe('SIGKILL');
      expect(readdirSync(folderOf('v1'))).toEqual([`${PACK_FILE}.part`]);
    },
    2 * MINUTES,
  );

  test(
    'are removed by the next run, whose copy in the bucket is not there if it is killed while it writes',
    async () => {
      const program = scene.start();
      await waitUntil({ timeoutMs: 2 * MINUTES, intervalMs: 10 }, () =>
        Promise.resolve(existsSync(join(folderOf('v2'), PACK_FILE)) ? { found: true } : { seen: 'no pack' }),
      );
      // It waits with what the bucket gets after the folder's copy was restored.
      server.suspend();
      await waitUntil({ timeoutMs: 2 * MINUTES, intervalMs: 50 }, () =>
        Promise.resolve(server.hasUnread() ? { found: true } : { seen: 'nothing sent to the bucket' }),
      );
      program.signal('SIGKILL');
      await program.ended();
      server.resume();
      expect(readdirSync(dirname(folderOf('v1')))).toEqual(['v2']);
      expect(readdirSync(folderOf('v2'))).toEqual([PACK_FILE]);
      expect([...(await server.list()).keys()]).toEqual([]);
      expect(await scene.releases()).toEqual([]);
    },
    3 * MINUTES,
  );

  describe('of a completed run', () => {
    let made: Rehearsed;

    beforeAll(async () => {
      made = await rehearse(scene);
    }, 2 * MINUTES);

    test('are all that is left', async () => {
      expect(made.record.release).toBe('v3');
      expect(readdirSync(dirname(folderOf('v1')))).toEqual(['v3']);
      const objects = [...(await server.list()).keys()];
      expect(objects.filter((name) => !name.startsWith(`copies/${scene.service}/v3/`))).toEqual([]);
      const tags = (await scene.repository.tags()).filter((tag) => !/^v\d+-claim/.test(tag));
      expect(tags.filter((tag) => !tag.startsWith('v3') && !tag.includes(made.record.run))).toEqual([]);
    });

    test('are named by the release record', () => {
      const deadlineMs = expect.any(Number) as number;
      const restored = {
        ...{ deadlineMs, restoreMs: expect.any(Number) as number, unpackMs: expect.any(Number) as number },
      };
      expect(made.record.stores).toEqual([
        { type: 'image', deadlineMs },
        { type: 'folder', path: folderOf('v3'), ...restored },
        { type: 's3', bucket: server.bucket, prefix: `copies/${scene.service}/v3`, ...restored },
      ]);
    });

    test('are one file, the same everywhere, of the size and with the index that the record names', async () => {
      const file = readFileSync(join(folderOf('v3'), PACK_FILE));
      const object = await server.read(`copies/${scene.service}/v3/${PACK_FILE}`);
      const { packed, rawBytes } = made.record.checkpoint;
      expect(readdirSync(folderOf('v3'))).toEqual([PACK_FILE]);
      expect(file.equals(object)).toBe(true);
      expect(packed).toEqual({
        bytes: file.length,
        indexBytes: expect.any(Number) as number,
        digest: sha256(file.subarray(file.length - (packed?.indexBytes ?? 0))),
      });
      expect(file.length).toBeLessThan(rawBytes / 4);
    });

    test('hold every file of the checkpoint, and what the service had changed', () => {
      const file = readFileSync(join(folderOf('v3'), PACK_FILE));
      const { files } = JSON.parse(
        file.subarray(file.length - (made.record.checkpoint.packed?.indexBytes ?? 0)).toString('utf8'),
      ) as { files: { path: string; bytes: number }[] };
      const sizes = new Map(files.map(({ bytes, path }) => [`/${path}`, bytes]));
      for (const { bytes, path } of made.record.checkpoint.files)
        expect({ path, bytes: sizes.get(`/${CHECKPOINT}/${path}`) }).toEqual({ path, bytes });
      for (const path of made.record.checkpoint.capturedPaths) expect(sizes.get(path)).toBeDefined();
    });
  });
});

async function somebodyWrites(pipe: string): Promise<void> {
  const descriptor = openSync(pipe, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    await waitUntil({ timeoutMs: 2 * MINUTES, intervalMs: 10 }, () => Promise.resolve(readSome(descriptor)));
  } finally {
    closeSync(descriptor);
  }
}

function readSome(descriptor: number): { found: number } | { seen: string } {
  try {
    const bytes = readSync(descriptor, Buffer.alloc(1));
    return bytes > 0 ? { found: bytes } : { seen: 'no writer' };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
    return { seen: 'a writer that writes nothing' };
  }
}

function sha256(content: Uint8Array): string {
  return `sha256:${createHash('sha256').update(content).digest('hex')}`;
}
