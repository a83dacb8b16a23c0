import { stat } from 'node:fs/promises';
import { posix } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { pack } from 'tar-stream';
import type { Pack as Archive } from 'tar-stream';
import { PACK_FILE, STORE_FOLDER } from '../../../contract';
import { Failure } from '../../../kit/report/failure';
import type { ContainerMount } from '../../containers';
import type { StageContext } from '../../context/stage-context';
import { whileOpen } from '../../stores/stored-checkpoint';
import type { StoreTarget } from '../../stores/stored-checkpoint';
import type { Proven } from '../states';
import { fetchContainer, fetched, serviceImage, UNPACKED, UNPACKED_FOLDER } from './fetch-container';
import type { Pack } from './pack-layer';
import { placeOf } from './place';

const PACKED = 'packed';
const PACKED_HERE = posix.join(STORE_FOLDER, PACKED);

/** A volume with the checkpoint that a store has, as the init container of a pod leaves it. */
export interface UnpackedVolume {
  readonly mount: ContainerMount;
  /** Where the checkpoint is in the container of the copy. */
  readonly folder: string;
  readonly unpackMs: number;
}

/**
 * Reads a pack back from a store and has `vN` check and unpack it with its own program, under the user and the limits of
 * a pod.
 */
export async function unpackedVolume(
  context: StageContext,
  proven: Proven,
  pack: Pack,
  target: StoreTarget,
): Promise<UnpackedVolume> {
  const { containers, run } = context;
  const mount = { volume: run.name(`store-${target.description.type}`), path: STORE_FOLDER };
  await containers.createVolume(mount.volume, run.labels);
  await containers.pull(serviceImage(context, proven));
  const container = await fetchContainer(context, proven, {
    source: PACKED_HERE,
    packed: pack.packed,
    mounts: [mount],
  });
  await readBack(context, proven, container, { pack, target });
  const report = await fetched(context, container);
  if ('log' in report) throw unreadable(target, report.log);
  return { mount, folder: UNPACKED_FOLDER, unpackMs: report.ms };
}

interface Stored {
  readonly pack: Pack;
  readonly target: StoreTarget;
}

/** The runtime fills a volume through a container that is not started. */
async function readBack(
  { containers }: StageContext,
  { user: { gid, uid } }: Proven,
  container: string,
  { pack: { file }, target }: Stored,
): Promise<void> {
  const archive = pack();
  archive.entry({ name: UNPACKED, type: 'directory', uid, gid, mode: 0o755 });
  archive.entry({ name: PACKED, type: 'directory', mode: 0o755 });
  try {
    await whileOpen(target, async () => {
      const reading = readInto(archive, target, (await stat(file)).size);
      // The other side would wait for the rest.
      reading.catch(() => archive.destroy());
      const ends = await Promise.allSettled([reading, containers.copyIn(container, STORE_FOLDER, archive)]);
      const failed = ends.find((end) => end.status === 'rejected');
      if (failed !== undefined) throw failed.reason;
    });
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw unreadable(target, error instanceof Error ? error.message || error.name : String(error), error);
  } finally {
    archive.destroy();
  }
}

async function readInto(archive: Archive, target: StoreTarget, size: number): Promise<void> {
  await pipeline(await target.read(), archive.entry({ name: posix.join(PACKED, PACK_FILE), size, mode: 0o444 }));
  archive.finalize();
}

function unreadable(target: StoreTarget, reason: string, cause?: unknown): Failure {
  return new Failure(
    'publish-failed',
    `the stored copy in ${placeOf(target)} could not be read back: ${reason}`,
    'check that the place keeps what is written and that you may read from it; nothing was released',
    { cause },
  );
}
