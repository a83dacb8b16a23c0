import { GetTemplateCommand, paginateDescribeStacks } from '@aws-sdk/client-cloudformation';
import type { Stack, CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { Failure } from '../../kit/report/failure';
import { releaseNumber } from '../tag';
import type { Use } from './listing';
import type { UseSource } from './service-world';

const DIGEST = /sha256:[0-9a-f]{64}/g;

/** All stacks of an account and region: the digests in their parameters, outputs and templates. */
export function stackUses(client: CloudFormationClient): UseSource {
  return async () => {
    try {
      return await usesOf(client);
    } catch (error) {
      const reason = error instanceof Error ? error.message || error.name : String(error);
      throw new Failure(
        'prune-failed',
        `the stacks could not be read, so nothing was removed: ${reason}`,
        'check the AWS credentials, and that their role allows cloudformation:DescribeStacks and cloudformation:GetTemplate',
        { cause: error },
      );
    }
  };
}

async function usesOf(client: CloudFormationClient): Promise<readonly Use[]> {
  const uses: Use[] = [];
  for await (const page of paginateDescribeStacks({ client }, {})) {
    for (const stack of page.Stacks ?? []) uses.push(...(await usesOfStack(client, stack)));
  }
  return uses;
}

async function usesOfStack(client: CloudFormationClient, stack: Stack): Promise<readonly Use[]> {
  const { Outputs, Parameters = [], StackId, StackName = '' } = stack;
  // By its id: a name could be that of a newer stack by now.
  const { TemplateBody = '' } = await client.send(new GetTemplateCommand({ StackName: StackId }));
  const digests = new Set(`${JSON.stringify([Parameters, Outputs])}${TemplateBody}`.match(DIGEST));
  // The release before, to which a rollback goes, is a parameter by its name. It may be of another service, and then a
  // release is kept that need not be.
  const numbers = Parameters.flatMap(({ ParameterValue = '' }) => releaseNumber(ParameterValue) ?? []);
  const by = `stack ${StackName}`;
  return [
    ...[...digests].map((digest) => ({ by, what: { digest } })),
    ...numbers.map((number) => ({ by, what: { number } })),
  ];
}
