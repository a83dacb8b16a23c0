import type { Volume, VolumeMount } from 'kubernetes-types/core/v1';
import type { ReleaseRecord } from '../../contract';
import { isBelow, seededVolumes } from '../../engines';
import type { PodVolume } from '../../engines';
import { STORE_FOLDER, STORE_VOLUME } from '../delivery';
import { InvalidManifest } from '../invalid-manifest';
import { MARKER_FOLDER } from './environment';
import type { WorkloadVolume } from './workload-options';
import type { WorkloadPlan } from './workload-plan';

/** A folder of the service that is an emptyDir, with its name in the pod. */
export interface PlannedVolume extends PodVolume {
  readonly name: string;

  /** @default - as much as the node's disk allows */
  readonly sizeMiB?: number;
}

const RUNTIME_FOLDER = '/opt/eks-crac';
const PATH = /^(\/[^/\s]+)+$/;
const MARKER_VOLUME = 'marker';

/** The user's volumes, and those that a read-only root needs for captured files. */
export function podVolumes(record: ReleaseRecord, given: readonly WorkloadVolume[]): readonly PlannedVolume[] {
  validatePaths(given);
  validateCapturedPaths(record, given);
  const needed = seededVolumes(record.pod.readOnlyRoot, record.checkpoint.capturedPaths).filter(
    ({ path }) => !given.some((volume) => volume.path === path || isBelow(path, volume.path)),
  );
  const own = given.map(({ path, seeded, sizeMiB }): PodVolume & Pick<PlannedVolume, 'sizeMiB'> => ({
    path,
    content: seeded === true ? 'seeded' : 'empty',
    ...(sizeMiB === undefined ? {} : { sizeMiB }),
  }));
  return [...own, ...needed].map((volume, index) => ({ ...volume, name: `folder-${index}` }));
}

export function renderVolumes({ delivery, volumes }: WorkloadPlan): Volume[] {
  return [
    { name: MARKER_VOLUME, emptyDir: { sizeLimit: '1Mi' } },
    ...(delivery?.volume === undefined ? [] : [{ ...delivery.volume, name: STORE_VOLUME }]),
    ...volumes.map(({ name, sizeMiB }) => ({
      name,
      emptyDir: sizeMiB === undefined ? {} : { sizeLimit: `${sizeMiB}Mi` },
    })),
  ];
}

/** The service's own view; only an init container writes to the store's volume. */
export function renderMounts({ delivery, volumes }: WorkloadPlan): VolumeMount[] {
  return [
    { name: MARKER_VOLUME, mountPath: MARKER_FOLDER },
    ...(delivery?.volume === undefined ? [] : [{ ...storeMount(delivery.subPath), readOnly: true }]),
    ...volumes.map(({ name, path }) => ({ name, mountPath: path })),
  ];
}

export function storeMount(subPath?: string): VolumeMount {
  return { name: STORE_VOLUME, mountPath: STORE_FOLDER, ...(subPath === undefined ? {} : { subPath }) };
}

function validatePaths(given: readonly WorkloadVolume[]): void {
  const paths = given.map(({ path }) => path);
  const reserved = (path: string) =>
    path === RUNTIME_FOLDER || isBelow(path, RUNTIME_FOLDER) || isBelow(RUNTIME_FOLDER, path);
  const wrong = paths.find((path) => !PATH.test(path) || reserved(path));
  if (wrong !== undefined) {
    throw new InvalidManifest(
      `\`volumes\` must have absolute paths without a slash at the end, none of them over or in ${RUNTIME_FOLDER}, got: ${JSON.stringify(wrong)}`,
    );
  }
  const twice = paths.find((path, index) => paths.indexOf(path) !== index);
  if (twice === undefined) return;
  throw new InvalidManifest(`\`volumes\` must name every path once, got: ${JSON.stringify(twice)} twice`);
}

/** A restore finds each captured file where it was, or fails. */
function validateCapturedPaths(
  { checkpoint, release, service }: ReleaseRecord,
  given: readonly WorkloadVolume[],
): void {
  for (const volume of given) {
    const hidden = checkpoint.capturedPaths.find(
      (captured) => captured === volume.path || isBelow(captured, volume.path) || isBelow(volume.path, captured),
    );
    if (hidden === undefined || volume.seeded === true) continue;
    throw new InvalidManifest(
      `a volume at ${volume.path} would hide ${hidden}, which ${release} of ${service} captured, got: ${JSON.stringify(volume)}; drop it, or set \`seeded: true\` so that it starts with what the image has there`,
    );
  }
}
