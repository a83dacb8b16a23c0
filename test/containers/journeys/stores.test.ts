import { createHash } from 'node:crypto';
import { closeSync, constants, mkdirSync, openSync, readdirSync, readFileSync, readSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { ProcessRunner } from '../../../kit/process';
import { FILE_LIST } from '../../../stage/stores/stored-checkpoint';
import { waitUntil } from '../../../kit/wait';
import { Scene } from '../../support/containers/scene';
import { OBJECT_CREDENTIALS, ObjectServer } from './object-server';
import { rehearse } from './rehearsed';
import type { Rehearsed } from './rehearsed';
import { writeSampleSpec } from './sample';

const MINUTES = 60_000;
const CHECKPOINT = 'opt/eks-crac/checkpoint';
const BIG_FILE = `${CHECKPOINT}/pages-1.img`;

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
    'are incomplete if the run is killed while it writes to the folder',
    async () => {
      const pipe = join(folderOf('v1'), BIG_FILE);
      mkdirSync(dirname(pipe), { recursive: true });
      await new ProcessRunner().run(['mkfifo', pipe]);
      const program = scene.start();
      // A pipe without a reader blocks the writing of the largest file halfway.
      await somebodyWrites(pipe);
      program.signal('SIGKILL');
      expect((await program.ended()).signal).toBe('SIGKILL');
      expect(readdirSync(folderOf('v1'))).not.toContain(FILE_LIST);
    },
    2 * MINUTES,
  );

  test(
    'are removed by the next run, which leaves an incomplete one if killed while it writes to the bucket',
    async () => {
      const program = scene.start();
      await waitUntil({ timeoutMs: 2 * MINUTES, intervalMs: 10 }, async () => {
        const names = [...(await server.list()).keys()];
        return names.length > 0 ? { found: names } : { seen: 'no object' };
      });
      server.suspend();
      program.signal('SIGKILL');
      await program.ended();
      server.resume();
      expect(readdirSync(dirname(folderOf('v1')))).toEqual(['v2']);
      expect(readdirSync(folderOf('v2'))).toContain(FILE_LIST);
      expect([...(await server.list()).keys()]).not.toContain(`copies/${scene.service}/v2/${FILE_LIST}`);
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
      const restored = { deadlineMs, restoreMs: expect.any(Number) as number };
      expect(made.record.stores).toEqual([
        { type: 'image', deadlineMs },
        { type: 'folder', path: folderOf('v3'), ...restored },
        { type: 's3', bucket: server.bucket, prefix: `copies/${scene.service}/v3`, ...restored },
      ]);
    });

    test('hold every file with its size and digest', async () => {
      for (const { bytes, digest, path } of made.record.checkpoint.files) {
        const file = readFileSync(join(folderOf('v3'), CHECKPOINT, path));
        const object = await server.read(`copies/${scene.service}/v3/${CHECKPOINT}/${path}`);
        expect({ path, bytes: file.length, digest: sha256(file) }).toEqual({ path, bytes, digest });
        expect({ path, bytes: object.length, digest: sha256(object) }).toEqual({ path, bytes, digest });
      }
      for (const path of made.record.checkpoint.capturedPaths)
        expect(statSync(join(folderOf('v3'), path)).isFile()).toBe(true);
    });

    test('have a complete list of their files, which is written last', async () => {
      const list = readFileSync(join(folderOf('v3'), FILE_LIST), 'utf8');
      const listed = (JSON.parse(list) as { files: { path: string; type: string; bytes: number }[] }).files
        .filter(({ type }) => type === 'file')
        .map(({ bytes, path }) => [path.slice(1), bytes] as const);
      const files = filesBelow(folderOf('v3')).filter(({ path }) => path !== FILE_LIST);
      expect(new Map(files.map(({ bytes, path }) => [path, bytes]))).toEqual(new Map(listed));
      const { mtimeNs } = statSync(join(folderOf('v3'), FILE_LIST), { bigint: true });
      expect(files.filter((file) => file.changedNs > mtimeNs)).toEqual([]);

      const prefix = `copies/${scene.service}/v3/`;
      const objects = new Map([...(await server.list())].map(([name, size]) => [name.slice(prefix.length), size]));
      expect(objects).toEqual(new Map([...listed, [FILE_LIST, Buffer.byteLength(list)]]));
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

function filesBelow(folder: string): { path: string; bytes: number; changedNs: bigint }[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return entries.map((entry) => {
    const file = join(entry.parentPath, entry.name);
    const { mtimeNs, size } = statSync(file, { bigint: true });
    return { path: relative(folder, file), bytes: Number(size), changedNs: mtimeNs };
  });
}

function sha256(content: Uint8Array): string {
  return `sha256:${createHash('sha256').update(content).digest('hex')}`;
}
