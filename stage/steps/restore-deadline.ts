import type { CaptureSpec } from '../../contract';
import type { StoredCheckpoint } from '../stores/stored-checkpoint';

const LEAST_MS = 3000;
/** A busy node is slower than the machine of the gate. */
const FACTOR = 5;

/**
 * Bytes per second at which a pod reads a checkpoint for the first time.
 *
 * - `image`: what the gate measured includes the reading.
 * - `s3`: the init container wrote the files to the node's disk, whose baseline as gp3 is 125 MiB/s
 *   (https://docs.aws.amazon.com/ebs/latest/userguide/general-purpose.html).
 * - `folder`: a disk, too.
 * - `efs`: 168 MB took 0.67 s longer than from an image (https://github.com/aws-samples/aws-eks-crac).
 */
const BYTES_PER_SECOND: Readonly<Record<StoredCheckpoint['type'], number>> = {
  image: Number.POSITIVE_INFINITY,
  s3: 125 * 1024 * 1024,
  folder: 125 * 1024 * 1024,
  efs: 250_000_000,
};

/** Returns how long a restore from the image may take in a pod, in milliseconds: what the spec says, else as measured. */
export function imageDeadlineMs(spec: CaptureSpec, { restoreMs }: { readonly restoreMs: readonly number[] }): number {
  return deadlineMs(spec, Math.max(...restoreMs));
}

/** What the gate found out about a restore from a store. */
export interface MeasuredStore {
  readonly type: StoredCheckpoint['type'];
  readonly restoreMs: number;
  readonly rawBytes: number;
}

/** Returns how long a restore from a store may take in a pod, in milliseconds: what the spec says, else as measured. */
export function storeDeadlineMs(spec: CaptureSpec, { rawBytes, restoreMs, type }: MeasuredStore): number {
  return deadlineMs(spec, restoreMs + (rawBytes / BYTES_PER_SECOND[type]) * 1000);
}

function deadlineMs({ gate: { podDeadlineSeconds } }: CaptureSpec, measuredMs: number): number {
  if (podDeadlineSeconds !== undefined) return Math.round(podDeadlineSeconds * 1000);
  return Math.max(LEAST_MS, Math.ceil(FACTOR * measuredMs));
}
