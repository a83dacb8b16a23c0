import type { ReleaseParameter, ReleaseRecord, TermsStore } from '../../contract';
import type { RecordedRelease } from '../records';

/** The release that a stack had before the one that its parameters are to hold. */
export interface ReleaseBefore {
  readonly name: string;
  readonly serviceDigest: string;
  readonly checkpointDigest: string;
}

/** Returns what the parameters of a stack hold of a release, by their names. */
export function parameterValues(
  parameters: readonly ReleaseParameter[],
  release: RecordedRelease,
  before: ReleaseBefore,
): Readonly<Record<string, string>> {
  return Object.fromEntries(parameters.map((parameter) => [parameter.name, valueOf(parameter, release, before)]));
}

function valueOf(parameter: ReleaseParameter, { digest, record }: RecordedRelease, before: ReleaseBefore): string {
  switch (parameter.holds) {
    case 'release':
      return record.release;
    case 'service-digest':
      return record.images.service.digest;
    case 'checkpoint-digest':
      return record.images.checkpoint.digest;
    case 'record-digest':
      return digest;
    case 'previous':
      return before.name;
    case 'previous-service-digest':
      return before.serviceDigest;
    case 'previous-checkpoint-digest':
      return before.checkpointDigest;
    case 's3-prefix':
      return storeOf(record, 's3')?.prefix ?? '';
    case 's3-express-prefix':
      return storeOf(record, 's3-express')?.prefix ?? '';
    case 'volume-digest':
      return storeOf(record, 'oci-volume')?.digest ?? '';
    case 'efs-path':
      return storeOf(record, 'efs')?.path.replace(/^\//, '') ?? '';
    case 'pack-digest':
      return record.checkpoint.packed?.digest ?? '';
    case 'pack-bytes':
      return String(record.checkpoint.packed?.bytes ?? '');
    case 'pack-index-bytes':
      return String(record.checkpoint.packed?.indexBytes ?? '');
    case 'deadline-ms':
      return String(deadlineMs(record, parameter.store));
    case 'deadline-seconds':
      return String(Math.ceil(deadlineMs(record, parameter.store) / 1000) + parameter.more);
  }
}

type Stored = ReleaseRecord['stores'][number];

/** Returns the release's stored checkpoint of a type; the terms say in which bucket or file system it has to be. */
export function storeOf<T extends Stored['type']>(
  record: ReleaseRecord,
  type: T,
): Extract<Stored, { readonly type: T }> | undefined {
  return record.stores.find((one): one is Extract<Stored, { readonly type: T }> => one.type === type);
}

function deadlineMs(record: ReleaseRecord, store: TermsStore): number {
  return storeOf(record, store)?.deadlineMs ?? record.pod.deadlineMs;
}
