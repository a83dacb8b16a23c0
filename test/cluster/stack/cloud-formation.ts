import {
  CloudFormationClient,
  CloudFormationServiceException,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  GetTemplateCommand,
  UpdateStackCommand,
} from '@aws-sdk/client-cloudformation';
import type { ResourceStatus, Stack, StackEvent, UpdateStackCommandInput } from '@aws-sdk/client-cloudformation';
import { mockClient } from 'aws-sdk-client-mock';
import { ACCOUNT, REGION } from '../../support/cdk/iam';
import type { Outcome, Parameters, StackStandIn, StackStatus } from './stack-stand-in';

type Status = StackStatus | 'UPDATE_IN_PROGRESS';

const TYPE = 'AWS::CloudFormation::Stack';

/** Answers the SDK's client for a stack that stands in for one of CloudFormation: an update goes on by itself. */
export class CloudFormation {
  private readonly id: string;
  private readonly client = mockClient(CloudFormationClient);
  private readonly events: StackEvent[] = [];
  private readonly created = new Date();
  private changed = this.created;
  private status: Status = 'CREATE_COMPLETE';
  private updating: Promise<void> = Promise.resolve();

  public constructor(private readonly stack: StackStandIn) {
    this.id = `arn:aws:cloudformation:${REGION}:${ACCOUNT}:stack/${stack.name}/1`;
    this.client.on(DescribeStacksCommand).callsFake(() => ({ Stacks: [this.described()] }));
    this.client.on(DescribeStackEventsCommand).callsFake(() => ({ StackEvents: [...this.events] }));
    this.client.on(GetTemplateCommand).callsFake(() => ({ TemplateBody: JSON.stringify(this.stack.version.template) }));
    this.client.on(UpdateStackCommand).callsFake((input: UpdateStackCommandInput) => this.update(input));
  }

  public async close(): Promise<void> {
    await this.updating;
    this.client.restore();
  }

  private described(): Stack {
    const { parameters } = this.stack.version;
    return {
      StackId: this.id,
      StackName: this.stack.name,
      CreationTime: this.created,
      LastUpdatedTime: this.changed,
      StackStatus: this.status,
      Capabilities: ['CAPABILITY_NAMED_IAM'],
      Parameters: Object.entries(parameters).map(([ParameterKey, ParameterValue]) => ({
        ParameterKey,
        ParameterValue,
      })),
      Outputs: Object.entries(this.stack.outputs()).map(([OutputKey, OutputValue]) => ({ OutputKey, OutputValue })),
    };
  }

  private update({ ClientRequestToken, Parameters = [] }: UpdateStackCommandInput) {
    const given = Object.fromEntries(
      Parameters.flatMap(({ ParameterKey = '', ParameterValue }) =>
        ParameterValue === undefined ? [] : [[ParameterKey, ParameterValue]],
      ),
    );
    this.refuse(given);
    this.changed = new Date(Math.max(Date.now(), this.changed.getTime() + 1));
    this.enter('UPDATE_IN_PROGRESS', ClientRequestToken);
    this.updating = this.stack
      .deploy(this.stack.version.template, given)
      .then((outcome) => this.end(outcome, ClientRequestToken));
    return { StackId: this.id };
  }

  /** As CloudFormation refuses an update at once. */
  private refuse(given: Parameters): void {
    if (this.status === 'UPDATE_IN_PROGRESS')
      throw invalid(`Stack:${this.id} is in ${this.status} state and can not be updated.`);
    const { parameters } = this.stack.version;
    if (Object.entries(given).every(([name, value]) => parameters[name] === value))
      throw invalid('No updates are to be performed.');
  }

  private end({ failed, status }: Outcome, token: string | undefined): void {
    if (failed !== undefined) {
      const { id, reason, type } = failed;
      this.note(
        { LogicalResourceId: id, ResourceType: type, ResourceStatus: 'UPDATE_FAILED', ResourceStatusReason: reason },
        token,
      );
    }
    this.enter(status, token);
  }

  private enter(status: Status, token: string | undefined): void {
    this.status = status;
    this.note(
      { LogicalResourceId: this.stack.name, ResourceType: TYPE, ResourceStatus: status satisfies ResourceStatus },
      token,
    );
  }

  private note(event: Partial<StackEvent>, token: string | undefined): void {
    const named = { StackId: this.id, EventId: String(this.events.length), StackName: this.stack.name };
    this.events.unshift({
      ...named,
      Timestamp: new Date(),
      ...event,
      ...(token === undefined ? {} : { ClientRequestToken: token }),
    });
  }
}

function invalid(message: string): CloudFormationServiceException {
  return new CloudFormationServiceException({ name: 'ValidationError', message, $fault: 'client', $metadata: {} });
}
