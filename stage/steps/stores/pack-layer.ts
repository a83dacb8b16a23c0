import { createReadStream, createWriteStream } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { PACK_FILE, PACK_PROGRAM } from '../../../contract';
import type { PackedCheckpoint } from '../../../contract';
import { parsePackReport } from '../../../contract/fetch-program';
import { PRIVATE_FILE } from '../../../kit/private-files';
import { progressOf } from '../../context/stage-context';
import type { StageContext } from '../../context/stage-context';
import { diskFull } from '../../run/disk-full';
import type { Proven } from '../states';

/** The pack on this machine, and what the record says of it. */
export interface Pack {
  readonly file: string;
  readonly packed: PackedCheckpoint;
}

/** Packs the checkpoint layer, once for all stores, with the program of `vN` that pods unpack it with. */
export async function packLayer(context: StageContext, proven: Proven): Promise<Pack> {
  progressOf(context, 'stores')('packing the checkpoint');
  const file = join(dirname(proven.layerArchive), PACK_FILE);
  const spec = {
    image: proven.image,
    labels: context.run.labels,
    network: { kind: 'network', name: proven.network.name, aliases: [] },
    entrypoint: PACK_PROGRAM,
    user: `${proven.user.uid}:${proven.user.gid}`,
  } as const;
  const lines: string[] = [];
  const layer = createReadStream(proven.layerArchive, { highWaterMark: 1 << 20 });
  const { done, stdout } = context.containers.pipe(spec, layer, (line) => lines.push(line));
  await save(stdout, file);
  await done;
  return { file, packed: parsePackReport(lines.at(-1) ?? '') };
}

async function save(content: Readable, file: string): Promise<void> {
  try {
    await pipeline(content, createWriteStream(file, PRIVATE_FILE));
  } catch (error) {
    throw diskFull(error as NodeJS.ErrnoException, 'pack', dirname(file)) ?? error;
  }
}
