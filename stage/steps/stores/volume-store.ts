import { STORE_FOLDER } from '../../../contract';
import { putVolumeImage } from '../../../releases/registry/volume-image';
import { progressOf } from '../../context/stage-context';
import type { StageContext } from '../../context/stage-context';
import type { Proven, ProvenStore } from '../states';
import { restoreStored } from './restore-stored';
import type { UnpackedVolume } from './unpacked-volume';

/** The image is never started, but none is created without a command. */
const NO_PROGRAM = '/none';

/**
 * Puts an image of the checkpoint layer alone into the registry, under a candidate tag, and restores one copy from its
 * files, as a pod that mounts it as a volume.
 */
export async function volumeStore(context: StageContext, proven: Proven): Promise<ProvenStore> {
  const { repository, run } = context;
  const digest = await putVolumeImage(repository, run.candidate.volume, proven.digests.checkpoint);
  const place = `${repository.repository}@${digest}`;
  progressOf(context, 'stores')(`restoring one copy from ${place}`);
  const volume = await filledVolume(context, proven, place);
  return restoreStored(context, proven, { ...volume, place, description: { type: 'oci-volume', digest } });
}

/** Container runtimes before Docker 28 cannot mount an image: its files are copied from a container of it. */
async function filledVolume(
  { containers, repository, run }: StageContext,
  { digests, network }: Proven,
  image: string,
): Promise<UnpackedVolume> {
  const began = performance.now();
  const mount = { volume: run.name('store-oci-volume'), path: STORE_FOLDER };
  const common = {
    ...{ labels: run.labels, entrypoint: NO_PROGRAM },
    network: { kind: 'network', name: network.name, aliases: [] },
  } as const;
  await containers.createVolume(mount.volume, run.labels);
  await containers.pull(image);
  const from = await containers.create({ ...common, image });
  const service = `${repository.repository}@${digests.service}`;
  const into = await containers.create({ ...common, image: service, mounts: [mount] });
  const { done, stdout } = containers.copyOut(from, '/.');
  await containers.copyIn(into, STORE_FOLDER, stdout);
  await done;
  await containers.remove('container', [from, into]);
  await containers.remove('image', [image]);
  return { mount, folder: STORE_FOLDER, unpackMs: Math.round(performance.now() - began) };
}
