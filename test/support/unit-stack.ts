import {
  CancelUpdateStackCommand,
  CloudFormationClient,
  CloudFormationServiceException,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  UpdateStackCommand,
} from '@aws-sdk/client-cloudformation';
import type { StackEvent, StackStatus, UpdateStackCommandInput } from '@aws-sdk/client-cloudformation';
import { mockClient } from 'aws-sdk-client-mock';
import { RELEASE_TERMS_OUTPUT } from '../../contract';
import type { ReleaseRecord, ReleaseTerms } from '../../contract';
import { ReleaseCatalogue } from '../../releases/catalogue';
import { Stacks } from '../../releases/promotion/stacks';
import { RECORD_TYPE } from '../../releases/records';
import { FakeRegistry } from './unit-registry';
import { RECORD } from './unit-release-record';

export const STACK_ID = 'arn:aws:cloudformation:eu-west-1:111122223333:stack/shop/0a1b2c3d';
const STACK = 'AWS::CloudFormation::Stack';

export const PARAMETERS = {
  Name: 'v7',
  ServiceDigest: RECORD.images.service.digest,
  CheckpointDigest: RECORD.images.checkpoint.digest,
  RecordDigest: '',
  Previous: '',
  PreviousService: '',
  PreviousCheckpoint: '',
  DeadlineMs: '3000',
  Seconds: '303',
  Theirs: 'kept',
};

/** An error as the API answers it. */
export function refusal(name: string, message: string): CloudFormationServiceException {
  return new CloudFormationServiceException({ name, message, $fault: 'client', $metadata: {} });
}

/** What the stack of the tests says of releases in this repository. */
export function termsFor(repository: string, changes: Partial<ReleaseTerms> = {}): ReleaseTerms {
  const { engine, host, pod, service } = RECORD;
  return {
    ...{ schema: 1, service, repository, engine: engine.type, cpuClass: host.cpuClass, needs: host.needs },
    ...{ architecture: host.architecture, uid: pod.uid, gid: pod.gid, port: pod.port },
    ...{ readOnlyRoot: pod.readOnlyRoot, readiness: pod.readiness },
    workloads: [
      { name: 'customers', namespace: 'shop', store: { type: 'image' }, cpu: 1, memoryMiB: 1024, volumes: [] },
    ],
    parameters: [
      { name: 'Name', holds: 'release' },
      { name: 'ServiceDigest', holds: 'service-digest' },
      { name: 'CheckpointDigest', holds: 'checkpoint-digest' },
      { name: 'RecordDigest', holds: 'record-digest' },
      { name: 'Previous', holds: 'previous' },
      { name: 'PreviousService', holds: 'previous-service-digest' },
      { name: 'PreviousCheckpoint', holds: 'previous-checkpoint-digest' },
      { name: 'DeadlineMs', holds: 'deadline-ms', store: 'image' },
      { name: 'Seconds', holds: 'deadline-seconds', store: 'image', more: 300 },
    ],
    ...changes,
  };
}

/**
 * A stack behind a client of the SDK, and a registry with releases. `after` is what the stack is, look for look, once an
 * update has begun; the last one stays.
 */
export class StackScene {
  public readonly cloudFormation = mockClient(CloudFormationClient);
  public readonly updates: UpdateStackCommandInput[] = [];
  public parameters: Record<string, string> = { ...PARAMETERS };
  public outputs: Record<string, string> = {};
  public events: StackEvent[] = [];
  public looks: StackStatus[] = ['UPDATE_COMPLETE'];
  public after: StackStatus[] = ['UPDATE_IN_PROGRESS', 'UPDATE_COMPLETE'];
  /** How often an update was cancelled. */
  public cancelled = 0;
  public changedAt = new Date('2026-01-02T03:04:05.678Z');

  private constructor(public readonly registry: FakeRegistry) {
    this.cloudFormation.on(DescribeStacksCommand).callsFake(() => ({ Stacks: [this.look()] }));
    this.cloudFormation.on(DescribeStackEventsCommand).callsFake(() => ({ StackEvents: this.events }));
    this.cloudFormation.on(CancelUpdateStackCommand).callsFake(() => this.cancel());
    this.cloudFormation.on(UpdateStackCommand).callsFake((input: UpdateStackCommandInput) => this.update(input));
  }

  /** Asked before each update; what it returns is the answer. */
  public refuse: () => Error | undefined = () => undefined;

  public readonly catalogue = (repository: string): ReleaseCatalogue => ReleaseCatalogue.of(repository);

  public static async with(...releases: readonly Partial<ReleaseRecord>[]): Promise<StackScene> {
    const scene = new StackScene(await FakeRegistry.start());
    scene.setTerms({});
    for (const release of releases) await scene.publish(release);
    return scene;
  }

  public get stacks(): Stacks {
    return new Stacks(new CloudFormationClient({ region: 'eu-west-1', maxAttempts: 1 }));
  }

  public get repository(): string {
    return this.registry.repository.repository;
  }

  public setTerms(changes: Partial<ReleaseTerms>): void {
    this.outputs[`${RELEASE_TERMS_OUTPUT}Shop`] = JSON.stringify(termsFor(this.repository, changes));
  }

  /** Puts both images and the record of a release into the registry; returns the digest of the record. */
  public async publish(changes: Partial<ReleaseRecord>): Promise<string> {
    const { release = RECORD.release } = changes;
    const images = {
      service: { digest: this.registry.put(release, `{"image":"${release}"}`), bytes: 1 },
      checkpoint: { digest: this.registry.put(`${release}-checkpoint`, `{"checkpoint":"${release}"}`), bytes: 1 },
    };
    return this.registry.repository.putArtifact(`${release}-record`, {
      artifactType: RECORD_TYPE,
      document: { ...RECORD, images, repository: this.repository, ...changes },
      annotations: {},
    });
  }

  /** An event of the stack, or of a resource of it. */
  public event(status: string, reason?: string, resource = STACK, token = 'eks-crac-customers-v8-1'): void {
    this.events.unshift({
      StackId: STACK_ID,
      EventId: String(this.events.length),
      StackName: 'shop',
      Timestamp: new Date(),
      LogicalResourceId: resource === STACK ? 'shop' : resource,
      ResourceType: resource === STACK ? STACK : 'Custom::Thing',
      ResourceStatus: status as never,
      ResourceStatusReason: reason,
      ClientRequestToken: token,
    });
  }

  private look() {
    const [status = 'UPDATE_COMPLETE'] = this.looks;
    if (this.looks.length > 1) this.looks.shift();
    return {
      StackId: STACK_ID,
      StackName: 'shop',
      CreationTime: new Date(0),
      LastUpdatedTime: this.changedAt,
      StackStatus: status,
      Capabilities: ['CAPABILITY_NAMED_IAM' as const],
      Parameters: Object.entries(this.parameters).map(([ParameterKey, ParameterValue]) => ({
        ParameterKey,
        ParameterValue,
      })),
      Outputs: Object.entries(this.outputs).map(([OutputKey, OutputValue]) => ({ OutputKey, OutputValue })),
    };
  }

  private cancel() {
    this.cancelled += 1;
    this.looks = ['UPDATE_ROLLBACK_COMPLETE'];
    return {};
  }

  private update(input: UpdateStackCommandInput) {
    this.updates.push(input);
    const refused = this.refuse();
    if (refused !== undefined) throw refused;
    this.looks = [...this.after];
    this.changedAt = new Date(this.changedAt.getTime() + 1000);
    if (!this.after.some((status) => status.includes('ROLLBACK')))
      for (const { ParameterKey = '', ParameterValue } of input.Parameters ?? [])
        if (ParameterValue !== undefined) this.parameters[ParameterKey] = ParameterValue;
    return { StackId: STACK_ID };
  }
}
