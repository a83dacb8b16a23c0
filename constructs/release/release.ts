import type { Construct } from 'constructs';
import { captureHosts, InvalidDocument, parseReleaseRecord } from '../../contract';
import type { PackReference, ReleaseRecord, WorkloadTerms } from '../../contract';
import type { DeployedRelease } from '../../manifests';
import { UsageError } from '../core/errors';
import { ReleaseParameters } from './release-parameters';

/** A verified pair of images, as described by its release record. */
export class Release {
  /** Creates a release from the document that `eks-crac release --json` prints. */
  public static fromRecord(record: unknown): Release {
    return new Release(parsed(record, 'given to Release.fromRecord'));
  }

  /**
   * Creates a release whose name, digests, deadlines and folders are parameters of the stack, so that `eks-crac promote`
   * and `CheckpointPipeline.addPromotion()` move the stack to another release without a synthesis. The record is that of
   * any release of the service: its values are the defaults of the parameters, and what it says of engine, CPU class,
   * user, port, readiness and limits holds for every release of the stack.
   *
   * Creates the parameters, an output with what a new release may not change, and one with the release before.
   */
  public static fromParameters(scope: Construct, id: string, record: unknown): Release {
    const first = parsed(record, 'given to Release.fromParameters');
    return new Release(first, new ReleaseParameters(scope, id, first));
  }

  /** The name of the release, for example `v7`. */
  public readonly name: string;
  /** The name of the service. */
  public readonly service: string;
  /** The CPU class of the nodes on which it may be restored; the first of them if it has several. */
  public readonly cpuClass: string;
  /** The CPU classes of the nodes on which it may be restored, each with its own checkpoint. */
  public readonly cpuClasses: readonly string[];

  private constructor(
    private readonly record: ReleaseRecord,
    private readonly parameters?: ReleaseParameters,
  ) {
    this.name = parameters?.deployed.name ?? record.release;
    this.service = record.service;
    this.cpuClass = record.host.cpuClass;
    this.cpuClasses = captureHosts(record).map(({ cpuClass }) => cpuClass);
  }

  /** `vN`, the service without a checkpoint, by digest. */
  public get serviceImage(): string {
    return this.image(this._deployed?.serviceDigest ?? this.record.images.service.digest);
  }

  /** `vN-checkpoint` by digest. */
  public get checkpointImage(): string {
    return this.image(this._deployed?.checkpointDigest ?? this.record.images.checkpoint.digest);
  }

  /** The whole record; of a release from parameters, that of the first release. @internal */
  public get _record(): ReleaseRecord {
    return this.record;
  }

  /** The record's name of the release, for errors at synthesis. @internal */
  public get _title(): string {
    return `release ${this.record.release} of ${this.record.service}`;
  }

  /** What is known at deployment only. @internal */
  public get _deployed(): DeployedRelease | undefined {
    return this.parameters?.deployed;
  }

  /** A text that changes with the release that is deployed. @internal */
  public get _revision(): string | undefined {
    return this.parameters?.revision;
  }

  /** The digests of images that pods may run, those of the release before included, where the stack knows it. @internal */
  public _admitted(): readonly string[] {
    if (this.parameters !== undefined) return this.parameters.admitted();
    const { checkpoint, service } = this.record.images;
    return [service.digest, checkpoint.digest];
  }

  /** Notes a workload that every release has to fit. @internal */
  public _addWorkload(workload: WorkloadTerms): void {
    this.parameters?.addWorkload(workload);
  }

  /** Returns where a stored checkpoint of the deployed release is. @internal */
  public _located<T extends ReleaseRecord['stores'][number]>(stored: T): T {
    return this.parameters?.located(stored) ?? stored;
  }

  /** Returns the pack of the deployed release. @internal */
  public _packed(packed: PackReference): PackReference {
    return this.parameters?.packed(packed) ?? packed;
  }

  private image(digest: string): string {
    return `${this.record.repository}@${digest}`;
  }
}

function parsed(record: unknown, origin: string): ReleaseRecord {
  try {
    return parseReleaseRecord(record, origin);
  } catch (error) {
    if (!(error instanceof InvalidDocument)) throw error;
    throw new UsageError('invalid-prop', error.message);
  }
}
