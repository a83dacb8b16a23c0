import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import { Transform } from 'node:stream';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { text } from 'node:stream/consumers';
import type { Pack } from 'tar-stream';
import { z } from 'zod';
import { CHECKPOINT_FOLDER } from '../../contract';
import type { CheckpointFile } from '../../contract';
import type { PodUser } from '../../engines';
import { FILE_LIST } from './stored-checkpoint';
import type { ListedFile, StoreTarget } from './stored-checkpoint';

const fileList = z.object({
  files: z.array(z.object({ path: z.string(), type: z.string(), bytes: z.int(), mode: z.int() })),
});

/** A file in a store is not what was written. */
export class AlteredFile extends Error {
  public override readonly name = 'AlteredFile';
}

/**
 * Reads a stored checkpoint as a pod does, the file list first, into an archive for a volume whose files belong to
 * `user`. What belongs to the checkpoint itself must have the digests in `proven`.
 */
export async function readBack(
  target: StoreTarget,
  proven: readonly CheckpointFile[],
  { gid, uid }: PodUser,
  into: Pack,
): Promise<void> {
  const list = await text(await target.readFile(FILE_LIST));
  into.entry({ name: FILE_LIST, uid, gid, mode: 0o444 }, list);
  const digests = new Map(proven.map(({ digest, path }) => [posix.join(CHECKPOINT_FOLDER, path), digest]));
  for (const file of fileList.parse(JSON.parse(list)).files) {
    if (file.type === 'directory') into.entry({ name: file.path, type: 'directory', uid, gid, mode: 0o755 });
    if (file.type !== 'file') continue;
    const content = await target.readFile(file.path.replace(/^\//, ''));
    await readFile(content, file, { uid, gid, into, digests });
  }
  into.finalize();
}

interface Reading extends PodUser {
  readonly into: Pack;
  readonly digests: ReadonlyMap<string, string>;
}

async function readFile(content: Readable, file: ListedFile, { digests, gid, into, uid }: Reading): Promise<void> {
  const hash = createHash('sha256');
  const hashing = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      done(null, chunk);
    },
  });
  const entry = into.entry({ name: file.path, size: file.bytes, uid, gid, mode: file.mode });
  await pipeline(content, hashing, entry);
  const wanted = digests.get(file.path);
  if (wanted === undefined || wanted === `sha256:${hash.digest('hex')}`) return;
  throw new AlteredFile(`${file.path} is not what was written`);
}
