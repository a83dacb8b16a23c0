import { STORE_FOLDER } from '../../../contract';
import { putVolumeImage } from '../../../releases/registry/volume-image';
import { progressOf } from '../../context/stage-context';
import type { StageContext } from '../../context/stage-context';
import type { Proven, ProvenStore } from '../states';
import { serviceImage } from './fetch-container';
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
  const volume = await imageVolume(context, proven, place, run.name('store-oci-volume'));
  return restoreStored(context, proven, { ...volume, place, description: { type: 'oci-volume', digest } });
}

/**
 * Makes a volume with the files of an image. Container runtimes before Docker 28 cannot mount an image, so the files are
 * copied from a container of it.
 */
export async function imageVolume(
  context: StageContext,
  { digests, network }: Pick<Proven, 'digests' | 'network'>,
  image: string,
  volume: string,
): Promise<UnpackedVolume> {
  const { containers, run } = context;
  const began = performance.now();
  const mount = { volume, path: STORE_FOLDER };
  const common = {
    ...{ labels: run.labels, entrypoint: NO_PROGRAM },
    network: { kind: 'network', name: network.name, aliases: [] },
  } as const;
  await containers.createVolume(volume, run.labels);
  await containers.pull(image);
  const from = await containers.create({ ...common, image });
  const into = await containers.create({ ...common, image: serviceImage(context, { digests }), mounts: [mount] });
  const { done, stdout } = containers.copyOut(from, '/.');
  await containers.copyIn(into, STORE_FOLDER, stdout);
  await done;
  await containers.remove('container', [from, into]);
  await containers.remove('image', [image]);
  return { mount, folder: STORE_FOLDER, unpackMs: Math.round(performance.now() - began) };
}
