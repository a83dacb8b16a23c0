import type { CaptureSpecInput } from '../../contract';

/** Something that was found in a file of the service. */
export interface Found<T> {
  readonly value: T;
  /** Where, as in `EXPOSE in Dockerfile`. */
  readonly from: string;
}

/** What is said at a field of the written capture spec. */
export interface Remark {
  /** As in `run.port` or `companions[0].port`. */
  readonly field: string;
  readonly kind: 'found' | 'missing' | 'note';
  readonly text: string;
}

/** A capture spec to be written, and what is said at its fields. */
export interface Draft {
  readonly spec: CaptureSpecInput;
  readonly remarks: readonly Remark[];
}

/** Remarks at the value of a field: where it was found, or what to write there. */
export function remark(field: string, found: Found<unknown> | undefined, otherwise: string): Remark {
  return found === undefined ? { field, kind: 'missing', text: otherwise } : { field, kind: 'found', text: found.from };
}
