import { Token } from 'aws-cdk-lib';
import type { Stack } from 'aws-cdk-lib';
import type { CheckpointRetentionProps, RetentionStacks } from './checkpoint-retention-props';

type Place = Pick<Stack, 'account' | 'region'>;

/** Returns where stacks are read: in the function's own region, where releases are promoted to, and where else is said. */
export function readStacks(
  promotedTo: readonly Place[],
  own: Place,
  given: readonly RetentionStacks[],
): readonly RetentionStacks[] {
  const regions = promotedTo.filter((one) => !isElsewhere(one, own)).map(({ region }) => region);
  const named = given.filter(({ roleArn }) => roleArn === undefined).map(({ region }) => region);
  return [
    ...[...new Set([own.region, ...regions, ...named])].map((region) => ({ region })),
    ...given.filter(({ roleArn }) => roleArn !== undefined),
  ];
}

/** Returns a problem for each stack that releases are promoted to and that the function cannot read. */
export function unreadable(own: Place, { pipeline, stacks = [] }: CheckpointRetentionProps): string[] {
  return pipeline._promotedTo
    .filter((stack) => isElsewhere(stack, own))
    .filter(({ account, region }) => !stacks.some((one) => one.region === region && isOf(one, account)))
    .map(
      ({ account, region, stackName }) =>
        `the pipeline promotes to stack ${stackName} in account ${account}, and \`stacks\` names no role there, so what it runs would be removed; add { region: '${region}', roleArn: 'arn:aws:iam::${account}:role/...' }, a role that may read the stacks`,
    );
}

function isOf({ roleArn }: RetentionStacks, account: string): boolean {
  // A role that is made in the same app has an ARN that is known at deployment only.
  return roleArn !== undefined && (Token.isUnresolved(roleArn) || roleArn.includes(`:${account}:`));
}

function isElsewhere({ account }: Place, own: Place): boolean {
  return !Token.isUnresolved(account) && !Token.isUnresolved(own.account) && account !== own.account;
}
