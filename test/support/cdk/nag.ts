import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { Aspects } from 'aws-cdk-lib';
import type { Stack } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';

/** What the AwsSolutions rules find in a stack and no single, reasoned suppression covers. */
export function nagFindings(stack: Stack): readonly string[] {
  Aspects.of(stack).add(new AwsSolutionsChecks());
  const annotations = Annotations.fromStack(stack);
  const pattern = Match.stringLikeRegexp('AwsSolutions|CdkNag');
  return [...annotations.findError('*', pattern), ...annotations.findWarning('*', pattern)].map(
    ({ entry, id }) => `${id}: ${JSON.stringify(entry.data)}`,
  );
}
