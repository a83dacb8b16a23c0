import { CfnOutput, CfnParameter, Fn, Lazy, Names, Stack } from 'aws-cdk-lib';
import type { CfnParameterProps } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { RELEASE_TERMS_OUTPUT } from '../../contract';
import type {
  PackReference,
  ReleaseParameter,
  ReleaseRecord,
  ReleaseTerms,
  TermsStore,
  WorkloadTerms,
} from '../../contract';
import type { DeployedRelease, RestoreDeadline } from '../../manifests';
import { releaseTerms } from './release-terms';

type Stored = ReleaseRecord['stores'][number];
type Held = ReleaseParameter extends infer T ? (T extends { readonly name: string } ? Omit<T, 'name'> : never) : never;

const BYTES = '^[0-9]+$';
const DIGEST = '^sha256:[0-9a-f]{64}$';
/** The most that a workload may set. */
const LONGEST_SECONDS = 600;

/**
 * The parameters of a stack that say which release it runs, the output with the terms for the next one, and the name of
 * the release before. Their defaults are the values of the first release.
 */
export class ReleaseParameters extends Construct {
  public readonly deployed: DeployedRelease;
  private readonly values = new Map<string, { readonly parameter: CfnParameter; readonly held: Held }>();
  private readonly workloads: WorkloadTerms[] = [];

  public constructor(
    scope: Construct,
    id: string,
    private readonly first: ReleaseRecord,
  ) {
    super(scope, id);
    const { images, recordDigest = '', release } = first;
    this.deployed = {
      name: this.text('Name', { holds: 'release' }, release, 'the release', '^v[1-9][0-9]*$'),
      serviceDigest: this.text('ServiceDigest', { holds: 'service-digest' }, images.service.digest, 'its vN', DIGEST),
      checkpointDigest: this.text(
        'CheckpointDigest',
        { holds: 'checkpoint-digest' },
        images.checkpoint.digest,
        'its vN-checkpoint',
        DIGEST,
      ),
      recordDigest: this.text(
        'RecordDigest',
        { holds: 'record-digest' },
        recordDigest,
        'its record; empty where the first release was given without it',
        `^$|${DIGEST}`,
      ),
      deadline: (store) => this.deadline(store === 'folder' ? 'image' : store),
    };
    const previous = this.text('Previous', { holds: 'previous' }, '', 'the release before it', '^$|^v[1-9][0-9]*$');
    const unique = Names.uniqueResourceName(this, { maxLength: 100 });
    this.output('Terms', `${RELEASE_TERMS_OUTPUT}${unique}`, 'what a new release may not change', this.terms());
    this.output(
      'Record',
      `EksCracRecord${unique}`,
      'the digest of the record',
      Fn.join('', ['', this.deployed.recordDigest ?? '']),
    );
    this.output('Before', `EksCracPrevious${unique}`, 'the release before this one', Fn.join('', ['', previous]));
  }

  /** A text that changes with every parameter. */
  public get revision(): string {
    return Lazy.string({
      produce: () =>
        Fn.join(
          '/',
          [...this.values.values()].map(({ parameter }) => parameter.valueAsString),
        ),
    });
  }

  /** Returns the digests of the deployed release and of the one before. */
  public admitted(): readonly string[] {
    const { checkpointDigest, serviceDigest } = this.deployed;
    const before = (id: string, holds: 'previous-service-digest' | 'previous-checkpoint-digest', what: string) =>
      this.text(id, { holds }, '', `the ${what} of the release before it`, `^$|${DIGEST}`);
    return [
      serviceDigest,
      checkpointDigest,
      before('PreviousServiceDigest', 'previous-service-digest', 'vN'),
      before('PreviousCheckpointDigest', 'previous-checkpoint-digest', 'vN-checkpoint'),
    ];
  }

  public addWorkload(workload: WorkloadTerms): void {
    this.workloads.push(workload);
  }

  /** Returns a stored checkpoint with the folder that the deployed release has in its store. */
  public located<T extends Stored>(stored: T): T {
    if (stored.type === 's3')
      return { ...stored, prefix: this.text('S3Prefix', { holds: 's3-prefix' }, stored.prefix, 'its folder in S3') };
    if (stored.type === 's3-express') {
      const prefix = this.text(
        'S3ExpressPrefix',
        { holds: 's3-express-prefix' },
        stored.prefix,
        'its folder in S3 Express',
      );
      return { ...stored, prefix };
    }
    if (stored.type === 'oci-volume')
      return {
        ...stored,
        digest: this.text('VolumeDigest', { holds: 'volume-digest' }, stored.digest, 'its volume', DIGEST),
      };
    if (stored.type === 'efs') {
      const path = stored.path.replace(/^\//, '');
      return { ...stored, path: this.text('EfsPath', { holds: 'efs-path' }, path, 'its folder on EFS', '^[^/].*$') };
    }
    return stored;
  }

  /** Returns the pack of the deployed release. */
  public packed({ bytes, digest, indexBytes }: PackReference): PackReference {
    return {
      digest: this.text('PackDigest', { holds: 'pack-digest' }, digest, 'its pack, by the digest of the index', DIGEST),
      bytes: this.text('PackBytes', { holds: 'pack-bytes' }, String(bytes), 'the size of its pack', BYTES),
      indexBytes: this.text(
        'PackIndexBytes',
        { holds: 'pack-index-bytes' },
        String(indexBytes),
        'the size of the index of its pack',
        BYTES,
      ),
    };
  }

  private deadline(store: TermsStore): RestoreDeadline {
    const { pod, stores } = this.first;
    const milliseconds = stores.find(({ type }) => type === store)?.deadlineMs ?? pod.deadlineMs;
    const [name, of] = [store === 'image' ? '' : store.toUpperCase(), `a restore from ${store}`];
    return {
      milliseconds: this.text(
        `${name}DeadlineMs`,
        { holds: 'deadline-ms', store },
        String(milliseconds),
        `how long ${of} may take, in ms`,
        '^[1-9][0-9]{3,5}$',
      ),
      secondsAnd: (more) =>
        this.make(
          `${name}DeadlineSecondsAnd${more}`,
          { holds: 'deadline-seconds', store, more },
          {
            type: 'Number',
            default: Math.ceil(milliseconds / 1000) + more,
            description: `how long ${of} may take, in whole seconds, and ${more} more`,
            minValue: more + 1,
            maxValue: more + LONGEST_SECONDS,
          },
        ).valueAsNumber,
    };
  }

  /** A parameter of type String, also for a number that Kubernetes takes as text: it is quoted in what is applied. */
  private text(id: string, held: Held, value: string, description: string, allowedPattern?: string): string {
    return this.make(id, held, { default: value, description, allowedPattern }).valueAsString;
  }

  private make(id: string, held: Held, props: CfnParameterProps): CfnParameter {
    const known = this.values.get(id);
    if (known !== undefined) return known.parameter;
    const parameter = new CfnParameter(this, id, props);
    this.values.set(id, { parameter, held });
    return parameter;
  }

  /** Workloads are added after the output is made. */
  private terms(): string {
    const stack = Stack.of(this);
    return Lazy.string({
      produce: () => {
        const parameters = [...this.values.values()].map(({ held, parameter }) => ({
          name: stack.getLogicalId(parameter),
          ...held,
        }));
        return JSON.stringify(releaseTerms(this.first, this.workloads, parameters) satisfies ReleaseTerms);
      },
    });
  }

  private output(id: string, logicalId: string, description: string, value: string): void {
    new CfnOutput(this, id, { value, description }).overrideLogicalId(logicalId);
  }
}
