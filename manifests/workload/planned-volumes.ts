import type { ReleaseRecord } from '../../contract';
import { isBelow, seededVolumes } from '../../engines';
import type { PodVolume } from '../../engines';
import { InvalidManifest } from '../invalid-manifest';
import { mebibytesOf } from '../units';
import { RUNTIME_FOLDER } from '../../contract';
import type { WorkloadVolume } from './workload-settings';

/** A folder of the service that is an emptyDir volume. */
export interface PlannedVolume extends PodVolume {
  /** The name of the volume in the pod. */
  readonly name: string;

  /** The size limit in MiB. @default - as much as the node's disk allows */
  readonly sizeMiB?: number;
}

const PATH = /^(\/[^/\s]+)+$/;

/** Returns the user's volumes, and those that a read-only root needs for captured files. */
export function plannedVolumes(record: ReleaseRecord, given: readonly WorkloadVolume[]): readonly PlannedVolume[] {
  validatePaths(given);
  validateCapturedPaths(record, given);
  const needed = seededVolumes(record.pod.readOnlyRoot, record.checkpoint).filter(
    ({ path }) => !given.some((volume) => volume.path === path || isBelow(path, volume.path)),
  );
  const own = given.map(({ path, seeded, size }): PodVolume & Pick<PlannedVolume, 'sizeMiB'> => ({
    path,
    content: seeded === true ? 'seeded' : 'empty',
    ...(size === undefined ? {} : { sizeMiB: mebibytesOf(size) }),
  }));
  return [...own, ...needed].map((volume, index) => ({ ...volume, name: `folder-${index}` }));
}

/** Returns whether a mount would hide the runtime layer or a part of it. */
export function coversRuntime(path: string): boolean {
  return path === RUNTIME_FOLDER || isBelow(path, RUNTIME_FOLDER) || isBelow(RUNTIME_FOLDER, path);
}

/** A file that the service changed or removed at the capture. */
export interface CapturedChange {
  readonly path: string;
  readonly done: 'captured' | 'removed';
}

/**
 * Returns the first captured or removed file that a mount would hide. A restore fails unless it finds every captured
 * file in its place, and what a volume has in the place of a removed one is not the image's.
 */
export function hiddenPath({ checkpoint }: ReleaseRecord, path: string): CapturedChange | undefined {
  const changes = [
    ...checkpoint.capturedPaths.map((captured): CapturedChange => ({ path: captured, done: 'captured' })),
    ...checkpoint.removedPaths.map((removed): CapturedChange => ({ path: removed, done: 'removed' })),
  ];
  return changes.find((change) => change.path === path || isBelow(change.path, path) || isBelow(path, change.path));
}

function validatePaths(given: readonly WorkloadVolume[]): void {
  const paths = given.map(({ path }) => path);
  const wrong = paths.find((path) => !PATH.test(path) || coversRuntime(path));
  if (wrong !== undefined) {
    throw new InvalidManifest(
      `\`volumes\` must have absolute paths without a slash at the end, none of them over or in ${RUNTIME_FOLDER}, got: ${JSON.stringify(wrong)}`,
    );
  }
  const twice = paths.find((path, index) => paths.indexOf(path) !== index);
  if (twice === undefined) return;
  throw new InvalidManifest(`\`volumes\` must name every path once, got: ${JSON.stringify(twice)} twice`);
}

function validateCapturedPaths(record: ReleaseRecord, given: readonly WorkloadVolume[]): void {
  for (const { path, seeded } of given) {
    const hidden = hiddenPath(record, path);
    if (hidden === undefined || seeded === true) continue;
    throw new InvalidManifest(
      `a volume at ${path} would hide ${hidden.path}, which ${record.release} of ${record.service} ${hidden.done}, got: ${JSON.stringify({ path, seeded })}; drop it, or set \`seeded: true\` so that it starts with what the image has there`,
    );
  }
}
