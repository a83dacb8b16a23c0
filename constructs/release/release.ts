import { InvalidDocument, parseReleaseRecord } from '../../contract';
import type { ReleaseRecord } from '../../contract';
import { UsageError } from '../core/errors';

/** A verified pair of images, as described by its release record. */
export class Release {
  /** Creates a release from the document that `eks-crac release --json` prints. */
  public static fromRecord(record: unknown): Release {
    try {
      return new Release(parseReleaseRecord(record, 'given to Release.fromRecord'));
    } catch (error) {
      if (!(error instanceof InvalidDocument)) throw error;
      throw new UsageError('invalid-prop', error.message);
    }
  }

  /** The name of the release, for example `v7`. */
  public readonly name: string;
  /** The name of the service. */
  public readonly service: string;
  /** The CPU class of the nodes on which it may be restored. */
  public readonly cpuClass: string;

  private constructor(private readonly record: ReleaseRecord) {
    this.name = record.release;
    this.service = record.service;
    this.cpuClass = record.host.cpuClass;
  }

  /** `vN`, the service without a checkpoint, by digest. */
  public get serviceImage(): string {
    return `${this.record.repository}@${this.record.images.service.digest}`;
  }

  /** `vN-checkpoint` by digest. */
  public get checkpointImage(): string {
    return `${this.record.repository}@${this.record.images.checkpoint.digest}`;
  }

  /** The whole record. @internal */
  public get _record(): ReleaseRecord {
    return this.record;
  }
}
