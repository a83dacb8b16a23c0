import type { CaptureSpec } from '../../contract';

const LEAST_MS = 3000;
/** A busy node is slower than the machine of the gate. */
const FACTOR = 5;

/**
 * Bytes per second at which a pod reads an unpacked checkpoint.
 *
 * The init container wrote the files to the node's disk, whose baseline as gp3 is 125 MiB/s
 * (https://docs.aws.amazon.com/ebs/latest/userguide/general-purpose.html). The page cache has them, unless the node is
 * short of memory.
 */
const BYTES_PER_SECOND = 125 * 1024 * 1024;

/** Returns how long a restore from the image may take in a pod, in milliseconds: what the spec says, else as measured. */
export function imageDeadlineMs(spec: CaptureSpec, { restoreMs }: { readonly restoreMs: readonly number[] }): number {
  return deadlineMs(spec, Math.max(...restoreMs));
}

/** What the gate found out about a restore from a store. */
export interface MeasuredStore {
  readonly restoreMs: number;
  readonly rawBytes: number;
}

/** Returns how long a restore from a store may take in a pod, in milliseconds: what the spec says, else as measured. */
export function storeDeadlineMs(spec: CaptureSpec, { rawBytes, restoreMs }: MeasuredStore): number {
  return deadlineMs(spec, restoreMs + (rawBytes / BYTES_PER_SECOND) * 1000);
}

function deadlineMs({ gate: { podDeadlineSeconds } }: CaptureSpec, measuredMs: number): number {
  if (podDeadlineSeconds !== undefined) return Math.round(podDeadlineSeconds * 1000);
  return Math.max(LEAST_MS, Math.ceil(FACTOR * measuredMs));
}
