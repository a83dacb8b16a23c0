import {
  CancelUpdateStackCommand,
  CloudFormationClient,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  UpdateStackCommand,
} from '@aws-sdk/client-cloudformation';
import type { CloudFormationClientConfig, StackEvent } from '@aws-sdk/client-cloudformation';
import { asked } from './aws-failure';
import { deployedStack } from './deployed-stack';
import type { DeployedStack } from './deployed-stack';

/** What became of the request for an update. */
export type UpdateAnswer = 'begun' | 'nothing-to-do' | 'busy';

/** The first thing that went wrong in an update. */
export interface FirstFailure {
  readonly resource: string;
  readonly reason: string;
}

const STACK = 'AWS::CloudFormation::Stack';
const MISSING = /does not exist/;
const UNCHANGED = /No updates are to be performed/;
const IN_PROGRESS = /_IN_PROGRESS state and can ?not be updated/;
/** What is not the cause: CloudFormation stops the other resources after the first failure. */
const CONSEQUENCE = /cancelled|The following resource\(s\) failed/i;

/** Waits for a throttled API longer than the SDK does by itself, and never for a connection that hangs. */
export const PATIENT = {
  maxAttempts: 6,
  requestHandler: { connectionTimeout: 5_000, requestTimeout: 20_000 },
} as const satisfies CloudFormationClientConfig;

/** The stacks of one account and region. */
export class Stacks {
  public constructor(private readonly client: CloudFormationClient = new CloudFormationClient(PATIENT)) {}

  /** Returns a stack by name or id; undefined if there is none. */
  public async find(name: string): Promise<DeployedStack | undefined> {
    try {
      const { Stacks: [stack] = [] } = await asked('cloudformation:DescribeStacks', () =>
        this.client.send(new DescribeStacksCommand({ StackName: name })),
      );
      return stack === undefined ? undefined : deployedStack(stack);
    } catch (error) {
      if (isInvalid(error, MISSING)) return undefined;
      throw error;
    }
  }

  /** Begins an update with the template that is there; every other parameter keeps its value. */
  public async update(
    stack: DeployedStack,
    values: Readonly<Record<string, string>>,
    token: string,
  ): Promise<UpdateAnswer> {
    const command = new UpdateStackCommand({
      StackName: stack.id,
      UsePreviousTemplate: true,
      Capabilities: stack.capabilities,
      ClientRequestToken: token,
      Parameters: Object.keys(stack.parameters).map((ParameterKey) => {
        const ParameterValue = values[ParameterKey];
        return ParameterValue === undefined
          ? { ParameterKey, UsePreviousValue: true }
          : { ParameterKey, ParameterValue };
      }),
    });
    try {
      await asked('cloudformation:UpdateStack', () => this.client.send(command));
      return 'begun';
    } catch (error) {
      if (isInvalid(error, UNCHANGED)) return 'nothing-to-do';
      if (isInvalid(error, IN_PROGRESS)) return 'busy';
      throw error;
    }
  }

  /** Takes an update back that has begun. */
  public async cancelUpdate(stack: DeployedStack): Promise<void> {
    const command = new CancelUpdateStackCommand({ StackName: stack.id });
    await asked('cloudformation:CancelUpdateStack', () => this.client.send(command));
  }

  /** Returns the token of the update that is the newest, if its sender gave one. */
  public async newestToken(stack: DeployedStack): Promise<string | undefined> {
    for await (const { ClientRequestToken } of this.events(stack)) return ClientRequestToken;
    return undefined;
  }

  /** Returns what failed first in the newest update. */
  public async firstFailure(stack: DeployedStack): Promise<FirstFailure | undefined> {
    let first: FirstFailure | undefined;
    for await (const event of this.events(stack)) {
      first = failureIn(event) ?? first;
      if (isBeginning(event)) break;
    }
    return first;
  }

  /** Newest first. */
  private async *events({ id }: DeployedStack): AsyncGenerator<StackEvent> {
    let NextToken: string | undefined;
    do {
      const page = { StackName: id, ...(NextToken === undefined ? {} : { NextToken }) };
      const answer = await asked('cloudformation:DescribeStackEvents', () =>
        this.client.send(new DescribeStackEventsCommand(page)),
      );
      yield* answer.StackEvents ?? [];
      ({ NextToken } = answer);
    } while (NextToken !== undefined);
  }
}

function failureIn(event: StackEvent): FirstFailure | undefined {
  const { LogicalResourceId, ResourceStatus, ResourceStatusReason: reason = 'no reason given', ResourceType } = event;
  if (ResourceStatus?.endsWith('_FAILED') !== true || ResourceType === STACK || CONSEQUENCE.test(reason))
    return undefined;
  return { resource: `${LogicalResourceId ?? ''} (${ResourceType ?? ''})`, reason };
}

function isBeginning({ ResourceStatus, ResourceType }: StackEvent): boolean {
  return ResourceType === STACK && ['UPDATE_IN_PROGRESS', 'CREATE_IN_PROGRESS'].includes(ResourceStatus ?? '');
}

function isInvalid(error: unknown, message: RegExp): boolean {
  return error instanceof Error && error.name === 'ValidationError' && message.test(error.message);
}
